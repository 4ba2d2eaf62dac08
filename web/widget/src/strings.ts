/** What the widget says itself, in one language. */
export interface Strings {
  open: string
  unread: (n: number) => string
  close: string
  messages: string
  earlier: string
  write: string
  send: string
  you: string
  automatic: string
  typing: string
  sending: string
  sent: string
  seen: string
  failed: string
  retry: string
  offline: string
  away: string
  edited: string
  deleted: string
  tooLong: (most: number) => string
  attach: string
  download: string
}

const en: Strings = {
  open: 'Open chat',
  unread: (n) => (n === 1 ? '1 unread message' : `${n} unread messages`),
  close: 'Close chat',
  messages: 'Messages',
  earlier: 'Earlier messages',
  write: 'Write a message',
  send: 'Send',
  you: 'You',
  automatic: 'Automatic answer',
  typing: 'Somebody is writing',
  sending: 'Sending',
  sent: 'Sent',
  seen: 'Seen',
  failed: 'Not sent',
  retry: 'Try again',
  offline: 'No connection. What you write is sent as soon as there is one.',
  away: 'We are away at the moment. Leave a message: the answer appears here.',
  edited: 'edited',
  deleted: 'This message was deleted.',
  tooLong: (most) => `A message may have ${most} characters.`,
  attach: 'Attach a file',
  download: 'Download',
}

const de: Strings = {
  open: 'Chat öffnen',
  unread: (n) => (n === 1 ? '1 ungelesene Nachricht' : `${n} ungelesene Nachrichten`),
  close: 'Chat schließen',
  messages: 'Nachrichten',
  earlier: 'Frühere Nachrichten',
  write: 'Nachricht schreiben',
  send: 'Senden',
  you: 'Sie',
  automatic: 'Automatische Antwort',
  typing: 'Jemand schreibt',
  sending: 'Wird gesendet',
  sent: 'Gesendet',
  seen: 'Gelesen',
  failed: 'Nicht gesendet',
  retry: 'Noch einmal versuchen',
  offline: 'Keine Verbindung. Was Sie schreiben, wird gesendet, sobald es eine gibt.',
  away: 'Gerade ist niemand da. Hinterlassen Sie eine Nachricht: Die Antwort erscheint hier.',
  edited: 'bearbeitet',
  deleted: 'Diese Nachricht wurde gelöscht.',
  tooLong: (most) => `Eine Nachricht darf ${most} Zeichen haben.`,
  attach: 'Datei anhängen',
  download: 'Herunterladen',
}

const fr: Strings = {
  open: 'Ouvrir la discussion',
  unread: (n) => (n === 1 ? '1 message non lu' : `${n} messages non lus`),
  close: 'Fermer la discussion',
  messages: 'Messages',
  earlier: 'Messages précédents',
  write: 'Écrire un message',
  send: 'Envoyer',
  you: 'Vous',
  automatic: 'Réponse automatique',
  typing: 'Quelqu’un écrit',
  sending: 'Envoi en cours',
  sent: 'Envoyé',
  seen: 'Lu',
  failed: 'Non envoyé',
  retry: 'Réessayer',
  offline: 'Pas de connexion. Vos messages partiront dès qu’elle reviendra.',
  away: 'Nous sommes absents. Laissez un message : la réponse apparaîtra ici.',
  edited: 'modifié',
  deleted: 'Ce message a été supprimé.',
  tooLong: (most) => `Un message peut avoir ${most} caractères.`,
  attach: 'Joindre un fichier',
  download: 'Télécharger',
}

const es: Strings = {
  open: 'Abrir el chat',
  unread: (n) => (n === 1 ? '1 mensaje sin leer' : `${n} mensajes sin leer`),
  close: 'Cerrar el chat',
  messages: 'Mensajes',
  earlier: 'Mensajes anteriores',
  write: 'Escriba un mensaje',
  send: 'Enviar',
  you: 'Usted',
  automatic: 'Respuesta automática',
  typing: 'Alguien está escribiendo',
  sending: 'Enviando',
  sent: 'Enviado',
  seen: 'Leído',
  failed: 'No enviado',
  retry: 'Reintentar',
  offline: 'Sin conexión. Lo que escriba se enviará en cuanto la haya.',
  away: 'Ahora no estamos. Deje un mensaje: la respuesta aparecerá aquí.',
  edited: 'editado',
  deleted: 'Este mensaje se eliminó.',
  tooLong: (most) => `Un mensaje puede tener ${most} caracteres.`,
  attach: 'Adjuntar un archivo',
  download: 'Descargar',
}

const ar: Strings = {
  open: 'فتح المحادثة',
  unread: (n) => `رسائل غير مقروءة: ${n}`,
  close: 'إغلاق المحادثة',
  messages: 'الرسائل',
  earlier: 'رسائل أقدم',
  write: 'اكتب رسالة',
  send: 'إرسال',
  you: 'أنت',
  automatic: 'رد آلي',
  typing: 'يكتب الآن',
  sending: 'جارٍ الإرسال',
  sent: 'أُرسلت',
  seen: 'قُرئت',
  failed: 'لم تُرسل',
  retry: 'أعد المحاولة',
  offline: 'لا يوجد اتصال. سيُرسل ما تكتبه فور عودته.',
  away: 'لسنا متاحين الآن. اترك رسالة وسيظهر الرد هنا.',
  edited: 'معدّلة',
  deleted: 'حُذفت هذه الرسالة.',
  tooLong: (most) => `يمكن أن تحتوي الرسالة على ${most} حرف.`,
  attach: 'إرفاق ملف',
  download: 'تنزيل',
}

const all: Record<string, Strings> = { en, de, fr, es, ar }

/** The strings for the first of some language tags that there are any for. */
export function stringsFor(tags: (string | undefined)[]): { tag: string; strings: Strings } {
  for (const tag of tags) {
    const strings = tag && all[tag.toLowerCase().split('-')[0] ?? '']
    if (strings) return { tag, strings }
  }
  return { tag: 'en', strings: en }
}

/** Says whether a language is written from right to left. */
export function rightToLeft(tag: string): boolean {
  return ['ar', 'fa', 'he', 'ur'].includes(tag.toLowerCase().split('-')[0] ?? '')
}
