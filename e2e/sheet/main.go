// Command sheet makes one page of all pictures that the browser tests kept, so
// that the whole product can be looked over in a minute: sheet <folder>.
package main

import (
	_ "embed"
	"fmt"
	"html/template"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: sheet <folder with pictures>")
		os.Exit(2)
	}
	at, err := write(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, "sheet:", err)
		os.Exit(1)
	}
	fmt.Println(at)
}

// picture is one of them, by the folder of the sheet.
type picture struct {
	Path, Label string
	// Phone is narrow.
	Phone bool
}

// group is a page, and what it looked like.
type group struct {
	Name     string
	Pictures []picture
}

//go:embed sheet.html
var sheet string

// write makes contact-sheet.html of the pictures in a folder and below it, and
// returns its path.
func write(folder string) (string, error) {
	var paths []string
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && filepath.Ext(path) == ".png" {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		return "", fmt.Errorf("look for pictures: %w", err)
	}
	if len(paths) == 0 {
		return "", fmt.Errorf("no pictures in %s", folder)
	}
	slices.Sort(paths)
	groups, err := grouped(folder, paths)
	if err != nil {
		return "", err
	}
	page, err := template.New("sheet").Parse(sheet)
	if err != nil {
		return "", fmt.Errorf("read the template: %w", err)
	}
	at := filepath.Join(folder, "contact-sheet.html")
	file, err := os.Create(at)
	if err != nil {
		return "", fmt.Errorf("create the sheet: %w", err)
	}
	if err := page.Execute(file, map[string]any{"Groups": groups, "Count": len(paths)}); err != nil {
		return "", fmt.Errorf("write the sheet: %w", err)
	}
	if err := file.Close(); err != nil {
		return "", fmt.Errorf("write the sheet: %w", err)
	}
	return at, nil
}

// state is how the tests call their pictures: page, state, theme and width.
var state = regexp.MustCompile(`^(.+?)(?:-(loading|failed|empty|many|rtl))?-(light|dark)-(\d+)$`)

// grouped are the pictures by page; those that are about no page of the table come
// last, together.
func grouped(folder string, paths []string) ([]group, error) {
	pages := map[string][]picture{}
	for _, path := range paths {
		relative, err := filepath.Rel(folder, path)
		if err != nil {
			return nil, fmt.Errorf("find %s: %w", path, err)
		}
		name := strings.TrimSuffix(filepath.Base(path), ".png")
		p, page := picture{Path: filepath.ToSlash(relative), Label: name}, ""
		if m := state.FindStringSubmatch(name); m != nil {
			page, p.Label, p.Phone = m[1], strings.TrimSpace(m[2]+" "+m[3]+" "+m[4]), m[4] == "375"
		}
		pages[page] = append(pages[page], p)
	}
	var names []string
	for name := range pages {
		if name != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var groups []group
	for _, name := range names {
		groups = append(groups, group{name, pages[name]})
	}
	if others := pages[""]; len(others) > 0 {
		groups = append(groups, group{"On the way", others})
	}
	return groups, nil
}
