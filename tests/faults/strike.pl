# strike.pl SIGNAL WHOM LEAST_MS MOST_MS COMMAND...: runs COMMAND in a process
# group of its own, where no signal is ignored, and after a time between these
# sends SIGNAL to WHOM: front (COMMAND itself), oauth (its child), or group.
# Exits when COMMAND has ended, with its status, or 128 and the signal's number.
use strict;
use warnings;
use POSIX ();
use Time::HiRes qw(sleep);

my ($signal, $whom, $least, $most, @command) = @ARGV;

my $pid = fork // die "fork: $!\n";
if ($pid == 0) {
	setpgrp(0, 0);
	$SIG{$_} = 'DEFAULT' for qw(INT QUIT TERM HUP PIPE);
	no warnings 'exec';
	exec { $command[0] } @command;
	POSIX::_exit(127);
}
sleep(($least + rand($most - $least)) / 1000);
my @targets = $whom eq 'group' ? -$pid : $pid;
if ($whom eq 'oauth') {
	open my $in, '<', "/proc/$pid/task/$pid/children";
	@targets = $in ? split(' ', <$in> // '') : ();
}
kill $signal, @targets if @targets;
waitpid $pid, 0;
exit($? & 127 ? 128 + ($? & 127) : $? >> 8);
