package dateline

import "strings"

// capitals gives the country of the cities that stand in datelines alone.
var capitals = map[string]string{
	"kabul": "AF", "kandahar": "AF", "herat": "AF", "tirana": "AL", "algiers": "DZ", "luanda": "AO", "buenos aires": "AR", "yerevan": "AM",
	"sydney": "AU", "canberra": "AU", "vienna": "AT", "baku": "AZ", "manama": "BH", "dhaka": "BD", "minsk": "BY", "brussels": "BE", "la paz": "BO",
	"sarajevo": "BA", "brasilia": "BR", "rio de janeiro": "BR", "sao paulo": "BR", "sofia": "BG", "ouagadougou": "BF", "phnom penh": "KH",
	"yaounde": "CM", "ottawa": "CA", "toronto": "CA", "bangui": "CF", "n'djamena": "TD", "beijing": "CN", "shanghai": "CN", "hong kong": "HK",
	"bogota": "CO", "kinshasa": "CD", "goma": "CD", "zagreb": "HR", "havana": "CU", "nicosia": "CY", "prague": "CZ", "copenhagen": "DK",
	"quito": "EC", "cairo": "EG", "asmara": "ER", "tallinn": "EE", "addis ababa": "ET", "helsinki": "FI", "paris": "FR", "tbilisi": "GE",
	"berlin": "DE", "frankfurt": "DE", "munich": "DE", "hamburg": "DE", "accra": "GH", "athens": "GR", "port-au-prince": "HT", "budapest": "HU",
	"reykjavik": "IS", "new delhi": "IN", "mumbai": "IN", "srinagar": "IN", "jakarta": "ID", "tehran": "IR", "baghdad": "IQ", "mosul": "IQ",
	"dublin": "IE", "jerusalem": "IL", "tel aviv": "IL", "rome": "IT", "milan": "IT", "tokyo": "JP", "amman": "JO", "almaty": "KZ", "astana": "KZ",
	"nur-sultan": "KZ", "nairobi": "KE", "pristina": "XK", "kuwait": "KW", "kuwait city": "KW", "bishkek": "KG", "vientiane": "LA", "riga": "LV",
	"beirut": "LB", "tripoli": "LY", "benghazi": "LY", "vilnius": "LT", "luxembourg": "LU", "skopje": "MK", "kuala lumpur": "MY", "bamako": "ML",
	"mexico city": "MX", "chisinau": "MD", "rabat": "MA", "maputo": "MZ", "yangon": "MM", "naypyitaw": "MM", "kathmandu": "NP", "amsterdam": "NL",
	"the hague": "NL", "managua": "NI", "niamey": "NE", "lagos": "NG", "abuja": "NG", "maiduguri": "NG", "pyongyang": "KP", "oslo": "NO",
	"muscat": "OM", "islamabad": "PK", "karachi": "PK", "lahore": "PK", "peshawar": "PK", "quetta": "PK", "ramallah": "PS", "gaza": "PS",
	"gaza city": "PS", "panama city": "PA", "lima": "PE", "manila": "PH", "warsaw": "PL", "lisbon": "PT", "doha": "QA", "bucharest": "RO",
	"moscow": "RU", "st. petersburg": "RU", "grozny": "RU", "riyadh": "SA", "jeddah": "SA", "dakar": "SN", "belgrade": "RS", "singapore": "SG",
	"bratislava": "SK", "ljubljana": "SI", "mogadishu": "SO", "johannesburg": "ZA", "cape town": "ZA", "pretoria": "ZA", "seoul": "KR", "juba": "SS",
	"madrid": "ES", "barcelona": "ES", "colombo": "LK", "khartoum": "SD", "stockholm": "SE", "geneva": "CH", "zurich": "CH", "bern": "CH",
	"damascus": "SY", "aleppo": "SY", "taipei": "TW", "dushanbe": "TJ", "bangkok": "TH", "tunis": "TN", "ankara": "TR", "istanbul": "TR",
	"diyarbakir": "TR", "ashgabat": "TM", "kampala": "UG", "kyiv": "UA", "kiev": "UA", "kharkiv": "UA", "odesa": "UA", "dubai": "AE",
	"abu dhabi": "AE", "london": "GB", "edinburgh": "GB", "belfast": "GB", "washington": "US", "new york": "US", "los angeles": "US",
	"chicago": "US", "united nations": "", "montevideo": "UY", "tashkent": "UZ", "vatican city": "VA", "caracas": "VE", "hanoi": "VN",
	"sanaa": "YE", "aden": "YE", "lusaka": "ZM", "harare": "ZW", "maseru": "LS", "kigali": "RW",
}

// countries gives the code of countries as datelines name them.
var countries = map[string]string{
	"afghanistan": "AF", "austria": "AT", "belarus": "BY", "brazil": "BR", "canada": "CA", "china": "CN", "colombia": "CO", "egypt": "EG",
	"england": "GB", "france": "FR", "germany": "DE", "greece": "GR", "india": "IN", "indonesia": "ID", "iran": "IR", "iraq": "IQ", "ireland": "IE",
	"israel": "IL", "italy": "IT", "japan": "JP", "kazakhstan": "KZ", "kenya": "KE", "kyrgyzstan": "KG", "lebanon": "LB", "libya": "LY", "mali": "ML",
	"mexico": "MX", "myanmar": "MM", "nigeria": "NG", "north korea": "KP", "pakistan": "PK", "poland": "PL", "russia": "RU", "scotland": "GB",
	"somalia": "SO", "south africa": "ZA", "south korea": "KR", "spain": "ES", "sudan": "SD", "switzerland": "CH", "syria": "SY", "tajikistan": "TJ",
	"turkey": "TR", "turkmenistan": "TM", "ukraine": "UA", "uzbekistan": "UZ", "yemen": "YE", "sweden": "SE", "portugal": "PT",
}

// country finds the country of a dateline; "" is not known. Another place
// behind the city, such as a state, outweighs what the city alone would say.
func country(city string, after []string) string {
	for _, a := range after {
		return countries[strings.ToLower(strings.TrimSpace(a))]
	}
	return capitals[strings.ToLower(city)]
}
