#!/bin/sh
# Makes lore-box.woff2: the box drawing, arrows and marks that the Latin files
# of Source Code Pro lack, cut from JetBrains Mono (OFL-1.1, no reserved name),
# whose advance width is the same. Needs Debian's fonttools, python3-brotli and
# fonts-jetbrains-mono. Run it only to change the set.
set -e
cd "$(dirname "$0")"
/usr/bin/pyftsubset /usr/share/fonts/truetype/jetbrains-mono/JetBrainsMono-Regular.ttf \
	--unicodes=U+2190-2195,U+21E7,U+2318,U+2500-25A0,U+25B6,U+25B8,U+25CF,U+2713,U+2717 \
	--layout-features= --no-hinting --desubroutinize --name-IDs=0,1,2,4,5,6,13,14 --notdef-outline \
	--output-file=lore-box.ttf
/usr/bin/python3 - <<'P'
from fontTools.ttLib import TTFont
font = TTFont("lore-box.ttf", recalcTimestamp=False)
for record in font["name"].names:
    if record.nameID in (1, 4):
        record.string = "Lore Box"
    if record.nameID == 6:
        record.string = "LoreBox-Regular"
font.flavor = "woff2"
font.save("lore-box.woff2")
P
rm lore-box.ttf
