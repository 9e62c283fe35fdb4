#!/usr/bin/perl
# recording.pl TIMING TYPED COLUMNS ROWS: what script(1) has logged, as
# asciinema's asciicast v2 (docs.asciinema.org/manual/asciicast/v2).
use strict;
use warnings;

my ($timing, $typed, $columns, $rows) = @ARGV;
open(my $times, '<', $timing) or die "$timing: $!";
open(my $bytes, '<:raw', $typed) or die "$typed: $!";
scalar <$bytes>; # "Script started on ..."

sub quoted {
	my $text = shift;

	$text =~ s/([\\"])/\\$1/g;
	$text =~ s/([\x00-\x1f\x7f])/sprintf '\u%04x', ord $1/ge;
	return qq("$text");
}

print qq({"version":2,"width":$columns,"height":$rows,"title":"lanyard setup"}\n);
my $at = 0;
while (<$times>) {
	my ($delay, $size) = split;
	my $text;

	$at += $delay;
	read($bytes, $text, $size) == $size or last;
	printf qq([%.3f,"o",%s]\n), $at, quoted($text);
}
