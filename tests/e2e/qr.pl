#!/usr/bin/perl
# qr.pl: the QR code on a terminal, from stdin, as a picture (PGM) on stdout.
# What is drawn is black on white: half blocks, or blanks in two colours.
use strict;
use warnings;

my (@rows, $width);
while (my $line = <STDIN>) {
	$line =~ s/[\r\n]//g;
	if ($line =~ s/^\e\[30;47m//) {
		$line =~ s/\e\[0m$//;
		my (@upper, @lower);
		while ($line =~ /\G(\xe2\x96[\x80\x84\x88]| )/g) {
			my $halves = ord substr $1, -1;
			push @upper, $halves == 0x80 || $halves == 0x88;
			push @lower, $halves == 0x84 || $halves == 0x88;
		}
		push @rows, [@upper], [@lower];
	} elsif ($line =~ /^\e\[47m  /) {
		push @rows, [map { $_ eq "0" ? 1 : 0 } $line =~ /\e\[4([07])m  /g];
	}
}
exit 1 if !@rows;
my $dot = 6;
my $size = @{$rows[0]} * $dot;
print "P5\n", $size + 8 * $dot, " ", @rows * $dot + 8 * $dot, "\n255\n";
my $blank = "\xff" x ($size + 8 * $dot);
print $blank x (4 * $dot);
for my $row (@rows) {
	my $pixels = join "", map { ($_ ? "\0" : "\xff") x $dot } @$row;
	print(("\xff" x (4 * $dot) . $pixels . "\xff" x (4 * $dot)) x $dot);
}
print $blank x (4 * $dot);
