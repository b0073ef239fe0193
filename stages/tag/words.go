package tag

import "strings"

// class is what a single word says about the names around it.
type class uint32

const (
	cFirst     class = 1 << iota // given name
	cCommon                      // no name though it may stand with a capital
	cOrg                         // the last word of an organisation's name: Bank
	cOrgHead                     // the first word of one, before "of": Ministry
	cPlace                       // the last word of a place's name: River
	cPlaceOf                     // stands before "of" and a place: town
	cFacility                    // the last word of a building's name: Airport
	cParticle                    // stands inside a person's name: bin, van
	cSpeech                      // said
	cWhere                       // in, near
	cMonth                       // months and weekdays
	cLower                       // a place's kind, small after its name: district
	cGroup                       // the first word of an armed group's name: Lashkar
	cPlaceHead                   // the first word of a place's name: Mount
	cEvent                       // a kind of event or text: Agreement
	cDirection                   // north
	cLand                        // a kind of place that is no state or town: river
	cFemale                      // given name of women
	cMale                        // given name of men
	cAnyOrg                      // what any organisation may be called later: the group
	cOrgNoun                     // what one is called later whose name has the word: the ministry
)

// The words of each class, folded.
const (
	femaleNames = `abigail ada adriana agnes aicha aida aisha alejandra aleksandra alena alexandra alice alicia alina alison amal
 amanda amelia amina amira amy ana anastasia andrea angela angelina anita anna anne annegret annalena annette
 antonia asma asmaa audrey aurora ayesha azar barbara beata beatrice beatriz benazir bernadette bertha betty
 bintou bridget brigitte camilla camille carla carmen carol carolina caroline catherine cathy cecilia celine
 charlotte cheryl christina christine chrystia claire clara claudia colette condoleezza cristina cynthia daria
 deborah delcy delphine denise diana dilma dina dominique donna dora doris dorothy dunja ebba edith elena eleni
 elif elisa elizabeth elisabeth ella ellen eloise elsa emily emine emma erika erna estela esther eugenia eva
 evelyn ewa farida farah faten fatima fatma fatou fatoumata federica florence frances francesca fumiko gabriela
 galina georgia gertrude gina giorgia gisele gloria golda grace greta gro gulnara habiba hala halima hanan hana
 hanna hannah harriet hawa heather heba helen helena helga helle hilary hilda hillary hina huda ilona ilse
 imelda indira ines inga ingrid irena irene irina irma isabel isabelle isatou ivana jacinda jacqueline jadranka
 jane janet janice jasmine jeanette jeanine jelena jennifer jessica jill joan joanna josephine joyce judith
 julia julie juliet juliana kaja kamala karen karin karine kate katarina katerina katherine kathleen kathy
 katrin keiko kelly khadija khaleda khalida kirsten kirsty kristalina kristina lara latifa laura layla leila
 lena leni leny leslie leymah leyla liana lidia lilia liliana linda lisa liz ljubica louise lubna lucia lucy
 luisa lydia lyudmila madeleine magdalena maha mai mairead maja malala marcela margaret margarita margot
 margrethe maria mariam mariana marie marilyn marina marine marion marjorie marta martha martine mary maryam
 maureen maya megawati melania melanie melissa mercedes meral mette mia michaela michele michelle mina miriam
 mirjana moira mona monica monique myriam nabila nadezhda nadia nadine najat nana nancy naomi natalia natalie
 natasha nathalie nawal nazanin neema nermin ngozi nicola nicole nina ninoslava nirmala noor nora nouria odile
 olena olga oksana olivia ornella pamela patricia paula pauline penny petra phumzile pratibha priti priyanka
 rachel rania rana raquel rebecca regina renate reem rina rita roberta rosa rosario rosalynn rose rosemary roza
 rukhsana ruth sabina sabine sabrina sadia safiya salma salome samantha samia samira sandra sanna sara sarah
 shabnam shahida shakira sharon sheikha sheila sherry shirin shirley sigrid silvia simone sirimavo sofia sonia
 sophia sophie soraya stella stephanie sue susan susana sushma svetlana sviatlana sylvia sylvie tamara tansu
 tanya tatiana tatyana tawakkol teresa thandi theresa tina torild tulsi ulla ursula valentina valerie vanessa
 vera veronica victoria viktoria violeta viola virginia vjosa wafa wendy wided wilma winnie yasmin yekaterina
 yelena yingluck yolanda yoko yulia yuliya yuriko zainab zahra zara zeinab zoe zuzana`
	maleNames = `aaron abbas abdallah abdel abdelaziz abdul abdullah abdulla abel abraham adam adel adnan adrian ahmad ahmed
 akbar akhmad alan alain albert alberto aleksandar aleksandr aleksei aleksey alex alexander alexandre alexei
 alexey alexis alfonso alfred alfredo ali alvaro amir amin andre andreas andrei andrej andres andrew andrey
 andriy andrzej anders angel anthony anton antonio antony anwar ariel arkady arnold arthur arturo asad ashraf
 askar asif augusto aziz bahram baraa barack bart bashar basil bassam benigno benito benjamin bernard bernie
 bill binyamin bob bola boris boutros brad brian brice bruce bruno burhanuddin carl carlos cesar charles chris
 christian christoph christopher claude claudio clement colin craig cyril dag daniel danilo danny dario dave
 david dean dennis desmond didier diego dieter dmitri dmitriy dmitry dmytro dominic donald douglas eduard
 eduardo edward edwin ehud elias elliott emil emmanuel emomali enrique eric erik ernesto ernst evgeny fabian
 faisal farid farouk faustin faure felipe felix ferdinand fernando fidel fouad francis francisco francois frank
 franz fred frederic friedrich gabriel gareth gary gennady geoffrey george georges georgi gerald gerard gerhard
 gideon giorgos giovanni giulio giuseppe gordon graham greg gregory guido guillaume guillermo gustavo guy hafez
 hafiz haider haitham hakim hamad hamid hamza hans harald harold harry hasan hashim hassan heinrich heinz helmut
 henri henrik henry herbert hermann hernan hisham horst hosni howard hugo hussain hussein ian ibrahim igor ihor
 ilham imad imran isaac isaias ismail issa ivan ivo jack jacob jacques jair jakaya jake jakob jamal james jamil
 jan janos jaroslaw javad javier jason jean jeff jeffrey jens jeremy jerome jerry jerzy jim jimmy joachim joao
 joe joel johan johannes john johnny jonas jonathan jorge jose josef joseph joshua josip jovenel juan julian
 julio justin kamal karim karl karol kassym-jomart keith ken kenneth kevin khaled khalid kofi kurt lansana larry
 lars laurent lawrence lech lee leo leon leonid leopoldo lindsey lionel louis luca lucas luis luiz lukas macky
 mahdi mahmoud mahmud malcolm malik manfred manuel marc marcel marcelo marco marek mariano mario mark markus
 martin marwan massoud mateusz matteo matthew maurice maurizio max maxim maxime mehmet michael michel miguel
 mihai mikael mike mikhail mikheil miklos milan milo milos miroslav mohamad mohamed mohammad mohammed moses
 moussa muammar muhammad muhammadu murat musa mustafa nabil nadir najib narendra nathan naser nasser nawaz
 nelson nestor nicholas nick nicolas nikita nikol nikola nikolai nikolas nikolay nizar nodar noel norman nouri
 nuri nursultan olaf oleg oleh oleksandr oleksiy oliver olivier omar oscar osama otto pablo pascal patrice
 patrick paul pavel pavlo pavol pedro peter petr petro philip philippe pierre pieter qais qasem rafael rafik
 rajab ralph rami ramzan raul ray raymond recep reinhard rene reza ricardo richard rick robert roberto robin
 rodrigo roger roland roman romano ron ronald rory roy ruslan rudolf rupert russell ryan saad sadiq saddam saeed
 said salah saleh salem salim salman salva sam sami samir samuel scott sean sebastian serge sergei sergey sergio
 shimon silvio simon slobodan stanislav stefan stefano stephan stephen steve steven suleiman sultan taavi tariq
 ted terry thabo theodore thierry thomas tim timothy tito tom tomas tony uhuru umar uwe vaclav valdis valery
 vasily viktor victor vincent vitali vitaliy vladimir vlado vojislav volodymyr walid walter warren wesley
 wilfried wilhelm willem william willy wolfgang xavier yahya yaser yasser yevgeny yitzhak yousuf youssef yuri
 yury yusuf zbigniew ziad zine zoran`
	anyOrg   = `group organisation organization movement militia company party agency alliance bloc gang`
	orgNouns = `front brigade brigades battalion army force forces union unit team club band choir council ministry commission committee bank court cartel coalition federation association league network cell faction firm university institute airline newspaper guard corps court parliament`
	orgWords = `ministry party university college institute academy school brigade brigades battalion regiment division corps army navy
 bank council committee commission agency authority administration bureau department office service services ministry front movement
 union league alliance coalition association federation confederation foundation fund trust society organization organisation
 group company corporation corp inc ltd llc plc holdings industries enterprises airlines airways motors systems technologies
 court tribunal parliament assembly senate congress duma cabinet police gendarmerie guard guards forces force command militia
 press news times post gazette tribune herald journal magazine television radio tv channel network broadcasting observatory
 church mosque diocese monastery synod center centre club fc united rovers athletic orchestra museum library
 cartel gang syndicate clan cell command taskforce consortium board panel secretariat directorate inspectorate hospital clinic prison
 watch laboratories railroad railway recordings records entertainment lottery studios pictures theatre theater orchestra observatory academy initiative campaign project programme program forum conference summit`
	orgHeads = `ministry university bank council department institute office bureau party union association federation
 organization organisation league movement front army academy college school court commission committee society house chamber church
 group agency fund board directorate embassy consulate confederation alliance coalition ministry administration parliament assembly center centre museum`
	placeWords    = `state river mountains mountain hills lake sea ocean gulf bay strait island islands peninsula valley desert province district region county oblast governorate prefecture township heights plateau basin forest delta coast pass canal crossing pond brook creek reservoir`
	placeOf       = `town city village province district region state port island suburb capital governorate county hamlet enclave settlement neighbourhood neighborhood municipality commune river strait gulf bay`
	facilityWords = `park garden gardens cemetery zoo hall arena gym museum library airport airbase bridge square street avenue road boulevard stadium camp base palace dam tunnel station port harbour harbor terminal tower barracks mall market hotel plant reactor refinery pipeline border gate`
	lowerKinds    = `province district region county river village town city valley island islands oblast governorate peninsula mountains airport camp neighborhood neighbourhood municipality township state desert crossing commune suburb prefecture`
	particles     = `al wal wa el bin ibn ben abu umm van der den de da dos das do del della di la le el von zu ter ten bint ould ag ait ap st ul ur ud al-din e`
	speechVerbs   = `said says told added announced declared stated explained warned insisted claimed confirmed noted stressed argued tweeted wrote reiterated recalled denied admitted acknowledged asked replied reported testified accused urged vowed pledged`
	groupHeads    = `jamaat jama'at jamaah jemaah jaish jaysh lashkar harakat harakah harkat tehrik tehreek hizb jund katibat katiba liwa jabhat tanzim ansar kataib asaib saraya fatah fateh brigades`
	placeHeads    = `mount lake cape fort port camp river jabal wadi jebel`
	landKinds     = `river mountains mountain hills lake sea ocean gulf bay strait island islands peninsula valley desert heights plateau basin forest delta coast pass canal crossing mount cape pond brook creek reservoir`
	eventWords    = `agreement accord accords treaty convention protocol format declaration process talks summit olympics games marathon cup championship championships open grand prix war war's conflict crisis massacre uprising revolution spring day week festival award awards prize act amendment plan pact memorandum initiative round summit exhibition hurricane typhoon cyclone storm operation`
	directions    = `north south east west upper lower central greater new old northern southern eastern western`
	whereWords    = `in near around outside throughout across toward towards into inside`
	months        = `january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday`
	common        = `a an the this that these those there here it its he she they we i you his her their our my your who whom whose which what when where why how
 and or but nor yet so if while as after before since although though however meanwhile because until unless than then also still just even only not no yes
 in on at by for from with without into onto over under between among against about above below during through within across near toward towards of to up down off out around amid per via like
 is are was were be been being has have had do does did will would can could may might must shall should
 some many most more much both all each every several few other others another such same any none one two three four five six seven eight nine ten eleven twelve dozens hundreds thousands millions first second third last next new old former late early
 police officials authorities residents witnesses protesters demonstrators soldiers troops rebels militants gunmen fighters insurgents terrorists government governments opposition lawmakers voters workers
 people men women children students doctors lawyers experts analysts critics supporters activists migrants refugees families victims survivors prosecutors investigators diplomats leaders ministers presidents
 today yesterday tomorrow tonight week month year earlier later recently soon now once twice ago
 according despite following including earlier asked under around amid speaking addressing citing quoting meeting attending visiting
 source sources photo image video reporting editing writing additional update correction advisory read more share click subscribe copyright rights reserved
 god internet web phone covid covid-19 coronavirus christmas easter ramadan eid world war cold civil great general major national international federal state central local regional military armed security foreign political economic social human public private
 north south east west northern southern eastern western northeast northwest southeast southwest northeastern northwestern southeastern southwestern
 president prime minister king queen prince leader chief head chairman spokesman spokeswoman secretary commander governor mayor ambassador senator deputy general colonel captain director officer judge
 dear hello please thank thanks okay well let see look know think say says said told added mr mrs ms dr sir lord lady
 english online free open good big small long short high low best top key full final official special joint total real true
 ha oh ah hey`
)

func wordClasses(firstNames []string, fold func(string) string) map[string]class {
	m := map[string]class{}
	add := func(words string, c class) {
		for w := range strings.FieldsSeq(words) {
			m[w] |= c
		}
	}
	for _, n := range firstNames {
		m[fold(n)] |= cFirst
	}
	add(femaleNames, cFemale)
	add(maleNames, cMale)
	add(anyOrg, cAnyOrg)
	add(orgNouns, cOrgNoun)
	add(orgWords, cOrg)
	add(orgHeads, cOrgHead)
	add(placeWords, cPlace)
	add(placeOf, cPlaceOf)
	add(facilityWords, cFacility)
	add(lowerKinds, cLower)
	add(particles, cParticle)
	add(speechVerbs, cSpeech)
	add(whereWords, cWhere)
	add(months, cMonth)
	add(groupHeads, cGroup)
	add(placeHeads, cPlaceHead)
	add(landKinds, cLand)
	add(eventWords, cEvent)
	add(directions, cDirection)
	add(common, cCommon)
	return m
}
