/// What transcribers write between round brackets that nobody says: `(laughs)`, `(inaudible)`, `（笑）`.
enum StageDirection {
    /// Whether the words between brackets are a direction: one of the list, or up to three words that begin or end with a clear one.
    static func isKnown(_ content: String) -> Bool {
        let words = content.lowercased().split { !$0.isLetter && $0 != "'" && $0 != "’" }.map(String.init)
        guard let first = words.first, let last = words.last else {
            // "(...)", "(?)" and "(??)" stand for what could not be heard.
            return !content.contains { $0.isNumber }
        }
        if alone.contains(words.joined(separator: " ")) { return true }
        return words.count <= 3 && (clear.contains(first) || clear.contains(last))
    }

    /// Words that hardly anybody puts between brackets in another sense.
    private static let clear = set(
        """
        laugh laughs laughing laughter chuckle chuckles chuckling giggle giggles giggling cough coughs coughing sneeze sneezes sigh \
        sighs sighing gasp gasps gasping sob sobs sobbing sniff sniffs sniffle sniffles applause inaudible unintelligible indistinct \
        crosstalk overlapping unclear ph sic
        rire rires riant rit toux tousse soupir soupirs soupire inaudible incompréhensible applaudissements
        lacht lachen lachend gelächter kichert hustet husten seufzt seufzen seufzer unverständlich räuspern räuspert schluchzt
        risa risas ríe tos tose suspira suspiro suspiros ininteligible aplausos carraspea
        riso risos rindo tosse suspiros inaudível ininteligível
        risata risate ride tossisce sospira sospiro incomprensibile inudibile applausi
        gelach hoest hoesten zucht onverstaanbaar śmiech śmieje kaszel westchnienie wzdycha niezrozumiałe oklaski
        skratt skrattar hostar suckar ohörbart latter ler hoster sukker
        смеется смеётся смеются смех кашель кашляет вздыхает вздох неразборчиво аплодисменты сміх сміється кашляє зітхає
        gülüyor gülüşmeler kahkaha öksürük öksürür alkış anlaşılmıyor
        dariya tari atishawa kicheko anacheka makofi ẹ̀rín
        ضحك يضحك تضحك سعال تصفيق تنهد हँसी हंसी हँसते खाँसी तालियाँ
        笑 笑声 笑聲 大笑 轻笑 輕笑 咳嗽 咳 叹气 嘆氣 听不清 聽不清 掌声 掌聲 鼓掌 哭泣 笑い 拍手 ため息 聞き取り不能 不明
        웃음 웃음소리 기침 한숨 박수 박수갈채 불명
        """)

    /// Words and groups of words that are directions where nothing else stands between the brackets.
    private static let alone = set(
        """
        music noise pause silence breath breathing breathes inhales exhales crying cries whispering whispers shouting shouts screams singing sings \
        humming static beep click clicks cheering cheers foreign yawns yawning groans moans grunts xxx
        musique bruit silence respiration pleurs chuchote crie chante musik geräusch rauschen stille atmet atmen weint flüstert singt
        música ruido silencio pausa respira llora susurra grita canta ruído silêncio chora
        musica rumore silenzio piange sussurra muziek stilte muzyka cisza музыка шум пауза тишина плачет шёпот музика тиша müzik sessizlik
        kiɗa shiru kuka muziki kimya موسيقى صمت संगीत 音乐 音樂 噪音 停顿 停頓 沉默 小声 小聲 低声 低聲 哭 音楽 沈黙 無音 間 泣 음악 침묵
        """
    ).union([
        "clears throat", "clearing throat", "background noise", "background music", "music playing", "phone rings",
        "door slams", "speaks foreign language", "foreign language", "no audio", "bruit de fond", "ruido de fondo",
        "räuspert sich", "ana dariya",
    ])

    private static func set(_ words: String) -> Set<String> {
        Set(words.split(whereSeparator: \.isWhitespace).map(String.init))
    }
}
