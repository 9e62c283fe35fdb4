# run.pl FILE-or-DIR...: the work of run.sh, with TAP::Parser, which prove
# uses too. prove counts files and subtotals; what is wanted here is every
# single check, and that a file that hangs or dies takes nothing else along.
use strict;
use warnings;
use POSIX qw(setsid :sys_wait_h);
use TAP::Parser;
use Time::HiRes qw(time sleep);

my $jobs    = $ENV{JOBS}           || 2;
my $timeout = $ENV{TEST_TIMEOUT_S} || 300;
my $log     = $ENV{TEST_LOG};
my ($passed, $failed, $skipped) = (0, 0, 0);
my (@skips, @failures, %running);

$| = 1;
system('mkdir', '-p', $log) == 0 or die "$log: cannot be made\n";

# The files, each once, in the order given.
my (@queue, %seen);
for my $given (@ARGV) {
	for my $file (-d $given ? sort glob("$given/*.t") : $given) {
		push @queue, $file unless $seen{$file}++;
	}
}

# A text file without the x bit is run by what its first line names.
sub command {
	my ($file) = @_;
	open my $in, '<', $file or return $file;
	my $line = <$in> // '';
	close $in;
	return (split(' ', $1), $file) if $line =~ /^#!\s*(.+)$/;
	return ('sh', $file) if $file =~ /\.(?:t|sh)$/;
	return $file =~ m{/} ? $file : "./$file";
}

# Each file in a session of its own: no terminal, and one group to kill.
sub start {
	my ($file) = @_;
	my $name = $file;
	$name =~ s{[^A-Za-z0-9_.-]}{_}g;
	my @command = command($file);
	my $pid = fork // die "fork: $!\n";
	if ($pid == 0) {
		setsid();
		open STDIN,  '<', '/dev/null';
		open STDOUT, '>', "$log/$name.tap";
		open STDERR, '>', "$log/$name.stderr";
		$SIG{INT} = $SIG{TERM} = $SIG{HUP} = 'DEFAULT';
		{ no warnings 'exec'; exec { $command[0] } @command; }
		print STDERR "cannot run $file: $!\n";
		POSIX::_exit(127);
	}
	$running{$pid} = {
		file => $file, path => "$log/$name",
		started => time, killed => 0
	};
}

# TERM first: the shell tests clean up behind themselves.
sub stop {
	my ($pid) = @_;
	my $run = $running{$pid};
	kill 'TERM', -$pid;
	for (1 .. 30) {
		last if defined $run->{status};
		$run->{status} = $? if waitpid($pid, WNOHANG) == $pid;
		sleep 0.1;
	}
	kill 'KILL', -$pid;
	return if defined $run->{status};
	waitpid $pid, 0;
	$run->{status} = $?;
}

sub interrupted {
	my ($signal) = @_;
	stop($_) for keys %running;
	print "# interrupted by SIG$signal\n";
	exit 1;
}
$SIG{$_} = \&interrupted for qw(INT TERM HUP);
END { kill 'KILL', -$_ for keys %running }

sub slurp {
	my ($path) = @_;
	open my $in, '<', $path or return '';
	local $/;
	return <$in> // '';
}

sub failure {
	my ($file, $what, $more) = @_;
	push @failures, "$file: $what";
	$failed++;
	return "  not ok - $what\n" . ($more || '');
}

sub skip {
	my ($file, $name, $reason) = @_;
	$skipped++;
	push @skips, join ': ', grep { length } $file, $name,
	    $reason || 'no reason given';
}

# The tokens of one file's output, counted; returns what to show.
sub count {
	my ($file, $tap, $run) = @_;
	my ($ok, $bad, $show, $plans, $last_failed) = (0, 0, '', 0, 0);
	my $parser = TAP::Parser->new({ tap => "$tap\n" });
	while (my $token = $parser->next) {
		if ($token->is_plan) {
			$plans++;
			skip($file, '', $token->explanation)
			    if $token->has_skip;
		}
		if ($token->is_test) {
			my $name = $token->description;
			$name =~ s/^- //;
			$last_failed = 0;
			if ($token->has_skip) {
				# cmocka: "not ok 2 # SKIP name"
				my $why = $token->explanation;
				($name, $why) = ($why, '') unless length $name;
				skip($file, $name, $why);
			} elsif ($token->has_todo) {
				skip($file, $name,
				    'TODO ' . $token->explanation);
			} elsif ($token->is_ok) {
				$ok++;
			} else {
				$bad++;
				$last_failed = 1;
				$name = 'number ' . $token->number
				    unless length $name;
				$show .= failure($file, $name);
			}
		} elsif ($last_failed && $token->is_comment
		    && $last_failed++ <= 40) {
			$show .= '    ' . $token->as_string . "\n";
		}
		if ($token->is_bailout) {
			$bad++;
			$show .= failure($file,
			    'bailed out: ' . $token->explanation);
		}
	}
	$passed += $ok;

	# Beyond its single checks, the file itself can go wrong.
	my $status = $run->{status};
	my $wrong;
	if ($run->{killed}) {
		$wrong = "did not end within $timeout s";
	} elsif ($status & 127) {
		$wrong = 'killed by signal ' . ($status & 127);
	} elsif (!$plans) {
		$wrong = sprintf 'printed no plan (exit status %d)',
		    $status >> 8;
	} elsif ($plans > 1) {
		$wrong = 'printed more than one plan';
	} elsif ($parser->tests_planned != $parser->tests_run) {
		$wrong = sprintf 'planned %d checks and ran %d',
		    $parser->tests_planned, $parser->tests_run;
	} elsif ($parser->parse_errors) {
		$wrong = 'bad TAP: ' . ($parser->parse_errors)[0];
	} elsif ($status && !$bad) {
		$wrong = sprintf 'exit status %d though no check failed',
		    $status >> 8;
	}
	$show .= failure($file, $wrong, tail($run)) if $wrong;
	$show .= tail($run, 'stderr') if $bad && !$wrong;
	printf "%s .. %s (%d checks, %.1f s)\n%s", $file,
	    $show ? 'NOT OK' : 'ok', $parser->tests_run,
	    time - $run->{started}, $show;
}

# The last lines a file printed, for the reader of a failure.
sub tail {
	my ($run, @which) = @_;
	my $text = '';
	for my $which (@which ? @which : ('tap', 'stderr')) {
		my @lines = split /\n/, slurp("$run->{path}.$which");
		splice @lines, 0, -20 if @lines > 20;
		$text .= join '', map { "    $which| $_\n" } @lines;
	}
	return $text;
}

sub reap {
	for my $pid (keys %running) {
		my $run = $running{$pid};
		if (waitpid($pid, WNOHANG) == $pid) {
			$run->{status} = $?;
		} elsif (time - $run->{started} > $timeout) {
			$run->{killed} = 1;
			stop($pid);
		}
		next unless defined $run->{status};
		kill 'KILL', -$pid;    # what it left behind
		count($run->{file}, slurp("$run->{path}.tap"), $run);
		delete $running{$pid};
	}
}

while (@queue || %running) {
	while (@queue && keys %running < $jobs) {
		start(shift @queue);
	}
	reap();
	sleep 0.02;
}

print "skipped: $_\n" for @skips;
print "failed: $_\n"  for @failures;
print "nothing was run\n" unless $passed + $failed;
print "$passed passed, $failed failed, $skipped skipped\n";
exit($failed || !$passed ? 1 : 0);
