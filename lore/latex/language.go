package latex

import "strings"

// babelNames are the names that package babel has for languages.
var babelNames = map[string]string{
	"en": "english", "en-gb": "british", "en-us": "american", "de": "german", "de-at": "austrian", "de-ch": "swissgerman",
	"fr": "french", "es": "spanish", "it": "italian", "pt": "portuguese", "pt-br": "brazilian", "nl": "dutch", "pl": "polish",
	"cs": "czech", "sk": "slovak", "hu": "hungarian", "ru": "russian", "uk": "ukrainian", "el": "greek", "sv": "swedish",
	"fi": "finnish", "da": "danish", "nb": "norwegian", "no": "norwegian", "nn": "nynorsk", "ro": "romanian", "bg": "bulgarian",
	"hr": "croatian", "sl": "slovenian", "tr": "turkish", "ca": "catalan", "et": "estonian", "lv": "latvian", "lt": "lithuanian",
	"is": "icelandic", "ja": "japanese", "ko": "korean", "zh": "chinese-simplified", "zh-tw": "chinese-traditional",
	"vi": "vietnamese", "id": "indonesian", "eo": "esperanto", "la": "latin", "ga": "irish", "cy": "welsh",
}

// babel returns the name that package babel has for a language, English for
// those that it has none for.
func babel(lang string) string {
	for lang = strings.ToLower(lang); lang != ""; {
		if name := babelNames[lang]; name != "" {
			return name
		}
		lang = lang[:max(strings.LastIndexByte(lang, '-'), 0)]
	}
	return "english"
}

// langTag keeps what tags of languages are made of.
func langTag(lang string) string {
	return strings.Map(func(r rune) rune {
		if r < 128 && labelByte(byte(r)) && r != '.' && r != '/' && r != '_' {
			return r
		}
		return -1
	}, lang)
}
