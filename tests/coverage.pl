#!/usr/bin/perl
# coverage.pl REPORT [LEAST]: of gcovr's JSON report prints which lines of lib/
# the unit tests do not reach, by why not, and each folder's part; fails below
# LEAST percent (92).
use strict;
use warnings;
use JSON::PP qw(decode_json);

my ($report, $least) = (@ARGV, 92);
open(my $file, '<', $report) or die "$report: $!\n";
my $all = decode_json(do { local $/; <$file> });

# Why a line was not run, told by its own text and the two before it: a test
# that makes memory or a system call fail is tests/faults, which is not counted.
sub why {
	my ($text, $n) = @_;
	my $near = join '', @{$text}[($n > 2 ? $n - 3 : 0) .. $n - 1];
	return 'memory runs out'
	    if $near =~ /ERR_MEMORY|error_memory|== NULL|strdup|alloc|out of memory/;
	return 'a system call fails'
	    if $near =~ /errno|error_system|ERR_SYSTEM|ERR_STORE|== -1|< 0/;
	return 'an error from below is passed on'
	    if $near =~ /!= LANYARD_OK|return r;|goto out|break;|return false/;
	return 'something else';
}

my (%folder, %reason);
my ($lines, $run) = (0, 0);
for my $source (sort { $a->{file} cmp $b->{file} } @{ $all->{files} }) {
	my $name = $source->{file};
	open(my $in, '<', $name) or die "$name: $!\n";
	my @text = <$in>;
	(my $in_folder = $name) =~ s,/[^/]*$,,;
	my %seen;
	$seen{ $_->{line_number} } += $_->{count}
	    for grep { !$_->{'gcovr/noncode'} } @{ $source->{lines} };
	for my $n (sort { $a <=> $b } keys %seen) {
		$lines++;
		$folder{$in_folder}[0]++;
		if ($seen{$n} > 0) {
			$run++;
			$folder{$in_folder}[1]++;
		} else {
			push @{ $reason{ why(\@text, $n) }{$name} }, $n;
		}
	}
}
die "$report: no line of lib/\n" if $lines == 0;

for my $why (sort keys %reason) {
	my $count = 0;
	$count += @{ $reason{$why}{$_} } for keys %{ $reason{$why} };
	print "not run, $why: $count lines\n";
	print "  $_: @{ $reason{$why}{$_} }\n" for sort keys %{ $reason{$why} };
}
printf "%s: %.1f %%\n", $_, 100 * ($folder{$_}[1] // 0) / $folder{$_}[0]
    for sort keys %folder;
my $percent = 100 * $run / $lines;
printf "lines of lib/ that the unit tests run: %.1f %% (%d of %d), at least %s\n",
    $percent, $run, $lines, $least;
exit($percent < $least);
