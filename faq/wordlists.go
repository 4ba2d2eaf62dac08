package faq

// Lists for the linter, without accents and in no order that means anything.
const (
	// englishWords are little words of English and of no other language that
	// customers are likely to write.
	englishWords = ` the i my your his her their our you they she it its this that these those
		and or but if because of from with without for about after before by at into than then there here
		are were am been being is be has have had having does did doing done don't doesn't didn't isn't aren't
		can can't cannot could couldn't will won't would wouldn't should shouldn't may might must
		how what when where which who whose why what's where's how's who's that's it's i'm i've i'd i'll you're
		not any some all every each other another much many more most few very only just still yet already again
		get got give want need know see find make take help tell show let use like please thanks thank
		im ive dont cant didnt doesnt isnt wont whats wheres up out off over under between during through
		us him them hello hi hey good new old same next last first without while whether either both too ever never
		buy pay send sent buying paid going go goes went come came work working works says say said there's
		something anything nothing someone anyone available allowed possible able `

	// sharedWords are little words of English that other languages have too.
	sharedWords = ` a an in on me to so no do we he as or was die den also man hat war is be not one on
		more time for sale name order account card payment app phone status refund password delivery email
		location service number online hotel taxi menu data visa video photo info minute normal total plan
		ok okay sorry website link code login mobile offer discount booking ticket ride driver restaurant
		problem problems balance return address cancel credit debit bank bonus international local general `

	// foreignWords are little words of other languages, and a few that every
	// customer of theirs writes, none of which is an English word.
	foreignWords = ` el los las una unos del por para con como donde cuando cual que quiero quisiera puedo puede puedes
		esta este esto estoy estan hay mi mis su tengo tiene tienen necesito pedido cuanto cuesta cuando porque gracias hola
		nao voce voces meu minha meus minhas onde quando quanto posso pode quero preciso tenho tem uma dos das pelo pela
		esta estao obrigado obrigada fazer pagar pagamento cartao pedido entrega como ao na nos
		le les des une du est sont je vous nous mon ma mes votre vos notre où ou quand comment pourquoi combien puis
		peux peut veux avez avoir dans avec pour sans sur pas ne quel quelle quels quelles ce cette ces commande merci
		est-ce qu'est-ce j'ai l'ai n'ai c'est d'une d'un m'a
		der das dem ein eine einen einem einer mein meine meinen meiner ich sie wir ihr ihre wie wo wann warum wieviel
		kann konnen moechte mochte habe haben ist sind wird werden nicht kein keine mit von fur auf bei aus nach zum zur
		bestellung und oder wenn danke bitte mir mich welche welcher gibt es
		il gli della dello delle dei nel nella sul sulla che chi cosa dove quando quanto perche posso puo vorrei mio mia
		miei tuo suo sono siamo avete ho hai ordine grazie e' dov'e c'e come si non per con alla
		het een van mijn jouw uw ik jij je jullie zij hoe waar wanneer waarom hoeveel kan kunnen wil heb heeft hebben
		niet geen voor naar bij met zijn wordt bestelling dit deze dank
		mera meri mere mujhe mujhko mere hum hamara hamari aap aapka aapki aapke apna apni tum tumhara kya kyu kyun kyon
		kaise kaisa kaisi kab kahan kaha kidhar kaun kitna kitne kitni hai hain tha thi ho hoga hogi ka ki ke ko se mein
		nahi nahin nhi kar karo karu karun karna karne kare karte karenge sakta sakti sakte chahiye wapas wapis abhi aur
		lekin agar toh bhi wala wali milega milegi mila aaya aayega ayega gaya gayi raha rahi rahe diya kiya liya paisa
		paise bhai batao bataiye dijiye kijiye krna kr rha rhi hua hui
		saya kami kita anda kamu aku apa apakah bagaimana gimana kapan dimana mana berapa kenapa mengapa bisa boleh mau
		ingin sudah belum tidak nggak gak dengan untuk dari ke yang ini itu ada adalah pesanan pesan barang bayar uang
		kembali tolong terima kasih bila macam mana nak tak boleh
		nerede nasil neden niye kadar ne zaman var mi mi? misin siparisim siparis benim bir ve icin ile degil lutfen
		tesekkur istiyorum yapabilirim odeme para iade mu
		jak gdzie kiedy dlaczego czy moje moj moja mnie nie sie jest sa mam moge chce zamowienie zamowienia prosze
		dziekuje ile kosztuje na z w do jaki jaka
		gde kogda kak pochemu moy moi moya zakaz mne nado skolko stoit mozhno pozhaluysta spasibo eto chto
		var hvor hvordan hvornar nar hvorfor min mitt mine jeg jag du vi kan inte ikke og och att det den mig meg fran
		fra til med som bestallning ordre tack takk tak
		missa milloin miten miksi mina minun voinko onko tilaus tilaukseni kiitos ja ei se
		kde kdy proc muj moje jsem muzu objednavka dekuji hol mikor hogyan miert nem van rendelesem koszonom unde cand
		cum este comanda mea meu pot vreau nu si multumesc
		ang ng mga ako ko ikaw mo kayo po ba saan nasaan kailan paano bakit magkano pwede hindi wala meron gusto aking
		yung sa
		wapi lini vipi kwa nini yangu wangu agizo langu nataka naomba je iko habari asante ninaweza
		toi cua khi nao the nao dau cho khong duoc don hang bao nhieu lam sao
		enga eppo eppadi yenna enna ennoda enakku irukku illa illai varum venum eppudu ekkada ela naa naku kavali undi
		ledu amar ami apnar apni kothay kobe kivabe keno koto lagbe nei ache korte chai maza majha kuthe kadhi kasa kay
		aahe ahe pahije maru mari kyare kem che chhe joie kithe kiven kado menu chahida
		fein feen emta leh leish kayf ezay eh ana mesh mish ayez talab talabi shukran wen wein kam
		doko itsu nani naze desu masu desuka masuka watashi wa ga wo ni kudasai arigato doushite wo de zai nar shenme
		zenme weishenme duoshao wode dingdan keyi ma `

	// loanWords end or are written as few English words are.
	loanWords = ` photo video info euro auto taxi menu data visa pizza media india america africa asia china extra area idea
		camera promo logo into also hello zero memo demo radio studio audio combo turbo casino chicago toronto ontario
		tokyo mexico california florida alabama arizona nevada montana georgia virginia indiana iowa dakota oklahoma canada
		australia russia austria kenya nigeria ghana soda salsa pasta quota schema drama coma plasma aroma panda tuna vanilla
		banana alexa siri wifi wi-fi tesla toyota honda cortana kona taco burrito avocado potato tomato mango jumbo euros
		ebay bitcoin paypal uber solo piano metro micro macro repo limo crypto nano undo redo cargo apollo disco mojito
		espresso cappuccino miami hawaii delhi mumbai dubai spa sofa via hindi saudi genie bookkeeping trekking jekyll
		antenna stadium formula criteria insomnia pneumonia diploma opera saga utopia mania mocha cinema alpha beta gamma
		delta mega tera giga persona dilemma stamina umbrella gorilla vodka karma yoga java lava sauna polka halva ninja
		kudos menu tofu haiku emu guru tutu gnu flu you sushi kiwi alibi semi multi anti ski khaki khan gandhi sikh
		sdhc aaron bazaar maasai isaac vacuum continuum skiing taxiing everyday buddha adhere adhesive withdraw withdrawn
		withdrawal withdrawals headhunt birdhouse roadhouse childhood adulthood hardhat handheld goodhearted
		bookkeeper jackknife back-order checkking inject project object subject reject major adjust enjoy unjust injury
		conjure banjo ninja manjaro slovak kosovo every avro chevrolet livre chevron aaa `
)
