// Package listing makes the code of listings ready for writers: it finds the
// file that a page names, cuts out what the author asked for, and highlights it.
//
// # What is shown
//
// The words lines, region and decl each choose lines of the file. Where a
// listing has several of them it shows the lines that all of them choose; line
// numbers always count in the file. One word may name several ranges, regions
// or declarations, parted by commas, and they are shown in the order of the
// file.
//
// Then lines that are never shown are dropped: region marks of every kind, and
// everything from lore:hide to lore:show. The word skipLines leaves out that
// many of the lines that remain. Cut last are blank lines at both ends and next
// to gaps, blanks at line ends, and the white space that all lines begin with.
//
// Lines keep the numbers that they have in their file. Where lines of the file
// are left out between two that are shown, the second says so by its Gap;
// marks and hidden lines leave no gap, and of the blank lines before and after
// them one is shown. Regions or declarations with nothing but blank lines
// between them are shown with those.
//
// # Marks
//
// A mark stands alone on its line, in a comment of whatever language:
//
//	// region serve         // endregion         also #region, //endregion serve
//	//lore:hide             //lore:show
//	// ANCHOR: serve        // ANCHOR_END: serve
//	# --8<-- [start:serve]  # --8<-- [end:serve]
//	//START serve OMIT      //END serve OMIT     the name of START OMIT is START
//
// Lines that end in the comment OMIT are not shown either.
//
// # How a listing goes through it
//
// A [Loader] reads each file once, scans it for marks once, and highlights it
// as a whole, so that a region from the middle of a string or a comment has the
// right colours. What one choice of words shows of one file is made once and
// shared by all listings that ask for it. The faults found on the way are kept
// with it, and reported to each of them at the author's own words.
package listing
