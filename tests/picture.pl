#!/usr/bin/perl
# picture.pl TITLE <TEXT >SVG: a terminal with that text, as a picture that
# needs nothing from anywhere. README.md shows contrib/demo.svg, which
# `make picture` makes of what `make demo` prints.
use strict;
use warnings;

my ($width, $height, $margin) = (8.4, 18, 16); # of a character; in pixels
my $bar = 32;

sub escaped {
	my $text = shift;

	$text =~ s/&/&amp;/g;
	$text =~ s/</&lt;/g;
	$text =~ s/>/&gt;/g;
	return $text;
}

# Steps are bold, what they came to is green, what went wrong is red.
sub kind {
	my $line = shift;

	return 'bad' if $line =~ /^  !!/;
	return 'step' if $line =~ /^\d\. / || $line =~ /^\$ /;
	return 'good' if $line =~ /^All as it should be/;
	return 'dim' if $line =~ /^   \(/;
	return 'text';
}

my $title = escaped(shift @ARGV // 'terminal');
my @lines = map { chomp; s/\t/        /g; $_ } <STDIN>;
my $columns = 0;

for (@lines) {
	$columns = length if length > $columns;
}
my $w = int($columns * $width + 2 * $margin);
my $h = int(@lines * $height + $bar + 2 * $margin);

print <<"END";
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 $w $h" width="$w" height="$h" role="img" aria-label="$title">
<title>$title</title>
<style>
.back { fill: #f7f7f5; stroke: #c8c8c4 }
.bar, .text, .step { fill: #24292f }
.step, .good, .bad { font-weight: bold }
.good { fill: #116329 }
.bad { fill: #a40e26 }
.dim { fill: #57606a }
text { font: 14px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; white-space: pre }
\@media (prefers-color-scheme: dark) {
.back { fill: #16181d; stroke: #3a3f47 }
.bar, .text, .step { fill: #e6e8eb }
.good { fill: #6fdd8b }
.bad { fill: #ff8182 }
.dim { fill: #9aa4af }
}
</style>
<rect class="back" x="0.5" y="0.5" width="@{[$w - 1]}" height="@{[$h - 1]}" rx="8"/>
<circle cx="20" cy="17" r="5" fill="#ec6a5e"/><circle cx="38" cy="17" r="5" fill="#f4bf4f"/><circle cx="56" cy="17" r="5" fill="#61c554"/>
<text class="bar" x="@{[$w / 2]}" y="22" text-anchor="middle">$title</text>
END
my $y = $bar + $margin;
for my $line (@lines) {
	$y += $height;
	next if $line eq '';
	printf qq(<text class="%s" x="%d" y="%d" xml:space="preserve">%s</text>\n),
	    kind($line), $margin, $y - 4, escaped($line);
}
print "</svg>\n";
