# callers.pl N DIR REQUEST COMMAND...: N processes at once, each with REQUEST
# on stdin (%i in REQUEST and COMMAND is its number) and its output in
# DIR/out.i and DIR/err.i. All are forked before the first may start: a slow
# machine forks for seconds. Prints a line for each, times in ms since 1970:
#     NUMBER STARTED WAITING ENDED STATUS
# WAITING is when it was first seen asleep with its request read to the end.
# Before that a get sleeps nowhere, and after it only where the token it found
# is stale: for its turn, or for lanyard-oauth. 0: never seen so.
use strict;
use warnings;
use POSIX ();
use Time::HiRes qw(time sleep);

my ($n, $dir, $request, @command) = @ARGV;
my $longest_s = 330;
my (%of, %row);
pipe my $gate, my $hold or die "pipe: $!\n";

sub ms { return int(time * 1000) }

sub numbered {
	my ($text, $i) = @_;
	$text =~ s/%i/$i/g;
	return $text;
}

sub run {
	my ($i) = @_;
	open STDIN,  '<', numbered($request, $i) or POSIX::_exit(126);
	open STDOUT, '>', "$dir/out.$i"          or POSIX::_exit(126);
	open STDERR, '>', "$dir/err.$i"          or POSIX::_exit(126);
	@command = map { numbered($_, $i) } @command;
	close $hold;
	readline $gate;
	no warnings 'exec';
	exec { $command[0] } @command;
	POSIX::_exit(127);
}

sub slurp {
	my ($path) = @_;
	open my $in, '<', $path or return '';
	local $/;
	return <$in> // '';
}

sub is_waiting {
	my ($pid, $size) = @_;
	return slurp("/proc/$pid/fdinfo/0") =~ /^pos:\s+$size$/m
	    && slurp("/proc/$pid/stat") =~ /\) S /;
}

for my $i (1 .. $n) {
	my $pid = fork // die "fork: $!\n";
	run($i) if $pid == 0;
	$of{$pid} = $i;
	$row{$i} = { waiting => 0, ended => 0,
	    size => -s numbered($request, $i) };
}
my $started = ms();
$_->{started} = $started for values %row;
close $hold;
my $end = time + $longest_s;
while (%of) {
	while ((my $pid = waitpid -1, POSIX::WNOHANG) > 0) {
		my $i = delete $of{$pid} // next;
		$row{$i}{ended} = ms();
		$row{$i}{status} = $? & 127 ? 128 + ($? & 127) : $? >> 8;
	}
	for my $pid (keys %of) {
		my $row = $row{$of{$pid}};
		$row->{waiting} = ms()
		    if !$row->{waiting} && is_waiting($pid, $row->{size});
	}
	kill 'KILL', keys %of if time > $end;
	sleep 0.005;
}
print join(' ', $_, @{ $row{$_} }{qw(started waiting ended status)}), "\n"
    for 1 .. $n;
