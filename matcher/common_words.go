package matcher

import "strings"

// commonWords are words that people write to any business, beside what its FAQs
// say. Without them, a speller that has no model's vocabulary would take "here"
// for a mistyped "where". Only words from four letters on matter to it.
func commonWords() []string {
	return strings.Fields(`
able about above across actually address after afternoon again against allow allowed almost alone along already also
although always amount another anyone anything apart around asked asking available avoid aware away back became
because become been before began begin behind being below beside best better between beyond bill birthday book books
both bought bring broke broken brother brought building business busy buying call came card care case cash cause
certain chance change changed charge cheap check child children choice choose city class clean clear close closed
clothes cold come coming company complain complete computer contact correct cost could couple course cover cream
credit cross current customer daily damage date daughter days dear decide deep delay delete detail details different
difficult dinner direct doctor does doing dollar done door double down drink drive driver drop during each early
easily easy eating either else email empty ended enough enter entire error even evening ever every everyone everything
exact example except expect expensive explain extra face fact fail failed fair fall false family fast father feel
female file fill find fine finger finish fire first five fixed flat floor follow food foot forget forgot forward found
four free fresh friend friends from front full funny future game gave getting girl give given gives glad glass goes
going gone good goods great green ground group grow guess hair half hand happen happened happy hard hate have having
head health hear heard heat heavy held hello help here hers herself hidden high himself hold holiday home hope hostel
hotel hour hours house however huge human hundred hungry hurry hurt husband idea important inside instead into invite
issue items itself just keep keeps kept keys kids kind kitchen knew know known lady land large last late later laugh
learn least leave leaving left legal less letter level lift light like likely line link list little live local lock
long longer look looking looks lost lots loud love lovely luck lunch made mail main make makes making male manager
many market married matter maybe meal mean means meant meat medical meet meeting member message middle might milk mind
mine minute minutes missed mistake mobile model moment money month months more morning most mother mouth move much
music must myself name nasty near nearly need needed needs neither never next nice night nobody noise none normal
north note nothing notice noticed number offer office often okay older once online only open option orange order
ordered other others ours outside over package packet page paid pain paper parent parents park part party pass passed
past pays people perfect perhaps person phone photo picture piece place plan plane plant plate play please plus pocket
point police poor possible post pretty price print private problem proper public pull push quality quarter question
quick quickly quiet quite rain raise rather reach read ready real really reason receipt received recently reply report
rest result return rice ride right ring road room round rule safe said sale same sauce save saying says school score
screen seat second secret secure seem seems seen send sending sent serious serve service seven several shall shirt
shoes shop short should show shows sick side sign silver simple since single sister site size skin sleep slow small
smell snow soft sold some someone something sometime sometimes somewhere soon sorry sound south space speak special
spell spend spoke staff stand start state station stay step stick still stock stolen stood stop store story street
strong stuck student study stuff such sugar summer support suppose sure system table take taken takes taking talk
taste taxi team tell test text than thank thanks that their them then there these they thing things think this those
though thought three through ticket tight till time times tiny tired today together told tomorrow tonight took total
touch tough town train travel tree tried trip truck true trust truth trying turn twice type uncle under understand
unless until upon upper upset urgent used useful user uses using usually value very view visit voice wait waited
waiting walk wall want wanted wanting wants warm wash waste watch water wear weather wedding week weekend weeks weight
well went were west what whatever wheel when whenever where whether which while white whole whom whose wide wife will
wind window winter wire wish with without woman women wonder wood word words work working works world worry worse
worst worth would wrap write writing wrong wrote year years yellow yesterday young your yours yourself zero
`)
}
