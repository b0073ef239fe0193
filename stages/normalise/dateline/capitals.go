package dateline

import (
	"cmp"
	"strings"
)

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

// more are further countries, and the states and provinces that datelines
// print behind a city.
var more = map[string]string{
	"albania": "AL", "algeria": "DZ", "angola": "AO", "argentina": "AR", "armenia": "AM", "australia": "AU", "azerbaijan": "AZ", "bahrain": "BH",
	"bangladesh": "BD", "belgium": "BE", "bolivia": "BO", "bosnia": "BA", "bulgaria": "BG", "burkina faso": "BF", "cambodia": "KH", "cameroon": "CM",
	"chad": "TD", "chile": "CL", "congo": "CD", "croatia": "HR", "cuba": "CU", "cyprus": "CY", "czech republic": "CZ", "denmark": "DK", "ecuador": "EC",
	"eritrea": "ER", "estonia": "EE", "ethiopia": "ET", "finland": "FI", "ghana": "GH", "guatemala": "GT", "haiti": "HT", "honduras": "HN",
	"hungary": "HU", "iceland": "IS", "jamaica": "JM", "jordan": "JO", "kosovo": "XK", "kuwait": "KW", "laos": "LA", "latvia": "LV", "liberia": "LR",
	"lithuania": "LT", "malaysia": "MY", "mauritania": "MR", "moldova": "MD", "mongolia": "MN", "montenegro": "ME", "morocco": "MA", "mozambique": "MZ",
	"nepal": "NP", "netherlands": "NL", "new zealand": "NZ", "nicaragua": "NI", "niger": "NE", "north macedonia": "MK", "norway": "NO", "oman": "OM",
	"palestinian territories": "PS", "gaza strip": "PS", "west bank": "PS", "panama": "PA", "paraguay": "PY", "peru": "PE", "philippines": "PH",
	"qatar": "QA", "romania": "RO", "rwanda": "RW", "saudi arabia": "SA", "senegal": "SN", "serbia": "RS", "sierra leone": "SL", "slovakia": "SK",
	"slovenia": "SI", "south sudan": "SS", "sri lanka": "LK", "taiwan": "TW", "tanzania": "TZ", "thailand": "TH", "tunisia": "TN", "uganda": "UG",
	"united arab emirates": "AE", "uruguay": "UY", "venezuela": "VE", "vietnam": "VN", "wales": "GB", "northern ireland": "GB", "zambia": "ZM", "zimbabwe": "ZW",
	"ala": "US", "alabama": "US", "alaska": "US", "ariz": "US", "arizona": "US", "ark": "US", "arkansas": "US", "calif": "US", "california": "US",
	"colo": "US", "colorado": "US", "conn": "US", "connecticut": "US", "d.c": "US", "del": "US", "delaware": "US", "fla": "US", "florida": "US", "ga": "US",
	"hawaii": "US", "idaho": "US", "ill": "US", "illinois": "US", "ind": "US", "indiana": "US", "iowa": "US", "kan": "US", "kansas": "US", "ky": "US",
	"kentucky": "US", "la": "US", "louisiana": "US", "maine": "US", "mass": "US", "massachusetts": "US", "md": "US", "maryland": "US", "mich": "US",
	"michigan": "US", "minn": "US", "minnesota": "US", "miss": "US", "mississippi": "US", "mo": "US", "missouri": "US", "mont": "US", "montana": "US",
	"n.c": "US", "n.d": "US", "n.h": "US", "n.j": "US", "n.m": "US", "n.y": "US", "ny": "US", "neb": "US", "nebraska": "US", "nev": "US", "nevada": "US",
	"new hampshire": "US", "new jersey": "US", "new mexico": "US", "north carolina": "US", "north dakota": "US", "ohio": "US", "okla": "US", "oklahoma": "US",
	"ore": "US", "oregon": "US", "pa": "US", "penn": "US", "pennsylvania": "US", "r.i": "US", "s.c": "US", "s.d": "US", "tenn": "US", "tennessee": "US", "tex": "US",
	"texas": "US", "utah": "US", "va": "US", "virginia": "US", "vt": "US", "vermont": "US", "w.va": "US", "wash": "US", "wis": "US", "wisconsin": "US",
	"wyo": "US", "wyoming": "US", "alberta": "CA", "british columbia": "CA", "manitoba": "CA", "nova scotia": "CA", "ontario": "CA", "quebec": "CA",
	"saskatchewan": "CA", "new south wales": "AU", "queensland": "AU", "victoria": "AU",
}

// country finds the country of a dateline; "" is not known. Another place
// behind the city, such as a state, outweighs what the city alone would say.
func country(city string, after []string) string {
	for _, a := range after {
		name := strings.ToLower(strings.Trim(a, " ."))
		return cmp.Or(countries[name], more[name])
	}
	return capitals[strings.ToLower(city)]
}
