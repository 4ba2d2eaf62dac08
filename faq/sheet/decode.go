package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// Names of the encodings that are read, see [Format].
const (
	encodingUTF8    = "utf-8"
	encodingUTF16LE = "utf-16le"
	encodingUTF16BE = "utf-16be"
	encodingWestern = "windows-1252"
)

// bufferSize is also how far ahead of the reading an encoding is judged.
const bufferSize = 64 << 10

// textError is what the bytes of a file say against being read as text, as a
// sentence for people.
type textError string

func (e textError) Error() string { return string(e) }

// decoder takes the characters of a file out of its bytes, one at a time. A
// file without a byte order mark is ASCII until a byte says otherwise, since
// all encodings that are read agree so far; then that byte and the ones behind
// it decide.
type decoder struct {
	in       *bufio.Reader
	encoding string
	decode   func() (rune, error)
}

func newDecoder(in io.Reader) (*decoder, error) {
	d := &decoder{in: bufio.NewReaderSize(in, bufferSize)}
	head, err := d.in.Peek(512)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		d.use(encodingUTF8, 3)
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		d.use(encodingUTF16LE, 2)
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		d.use(encodingUTF16BE, 2)
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0")):
		return nil, textError("The file is a workbook and not CSV. Save the sheet as “CSV UTF-8” and upload that.")
	default:
		if name := utf16WithoutMark(head); name != "" {
			d.use(name, 0)
		}
	}
	return d, nil
}

// name is that of the encoding as far as it is known.
func (d *decoder) name() string {
	if d.encoding == "" {
		return encodingUTF8
	}
	return d.encoding
}

func (d *decoder) use(encoding string, mark int) {
	_, _ = d.in.Discard(mark) // has been peeked at
	d.encoding = encoding
	switch encoding {
	case encodingUTF16LE:
		d.decode = func() (rune, error) { return d.utf16(0, 1) }
	case encodingUTF16BE:
		d.decode = func() (rune, error) { return d.utf16(1, 0) }
	case encodingWestern:
		d.decode = d.western
	default:
		d.decode = d.utf8
	}
}

// next returns the next character, io.EOF, an textError or what the reader says.
func (d *decoder) next() (rune, error) {
	if d.decode != nil {
		return d.decode()
	}
	b, err := d.in.ReadByte()
	if err != nil || b < utf8.RuneSelf {
		return rune(b), err
	}
	_ = d.in.UnreadByte() // has just been read
	ahead, err := d.in.Peek(bufferSize)
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	switch {
	case mostlyUTF8(ahead):
		d.use(encodingUTF8, 0)
	case looksWestern(ahead):
		d.use(encodingWestern, 0)
	default:
		return 0, textError("The file is in an encoding that is not read here. Save it as UTF-8 and upload it again.")
	}
	return d.decode()
}

func (d *decoder) utf8() (rune, error) {
	r, size, err := d.in.ReadRune()
	if err == nil && r == utf8.RuneError && size == 1 {
		_ = d.in.UnreadRune() // has just been read
		b, _ := d.in.ReadByte()
		return 0, textError(fmt.Sprintf("The byte 0x%02x is not UTF-8 although the file is. Save all of it as UTF-8.", b))
	}
	return r, err
}

func (d *decoder) western() (rune, error) {
	b, err := d.in.ReadByte()
	if err != nil {
		return 0, err
	}
	r := charmap.Windows1252.DecodeByte(b)
	if r == utf8.RuneError {
		return 0, textError(fmt.Sprintf("The byte 0x%02x stands for nothing in Windows-1252, as which the file was read. Save it as UTF-8.", b))
	}
	return r, nil
}

func (d *decoder) utf16(low, high int) (rune, error) {
	unit := func() (rune, error) {
		var b [2]byte
		_, err := io.ReadFull(d.in, b[:])
		if errors.Is(err, io.ErrUnexpectedEOF) {
			err = textError("The file ends in half a character of UTF-16.")
		}
		return rune(b[low]) | rune(b[high])<<8, err
	}
	r, err := unit()
	if err != nil || !utf16.IsSurrogate(r) {
		return r, err
	}
	second, err := unit()
	if err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	if r = utf16.DecodeRune(r, second); r == utf8.RuneError {
		return 0, textError("The file has half a character of UTF-16. Save it as UTF-8.")
	}
	return r, nil
}
