using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Monitor.Domain.RootCause.Papers;

/// <summary>
/// Writes HTML whose elements come from the program and whose texts come from anybody: there is no way to write a text that is not escaped. Names of elements
/// and attributes are checked, so that a text can never stand for one; scripts, styles with texts, and addresses cannot be written at all.
/// </summary>
internal sealed class HtmlText
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private static readonly HashSet<string> Elements =
    [
        "article", "h1", "h2", "p", "dl", "dt", "dd", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "div", "span", "figure", "figcaption", "svg", "polygon", "polyline", "line",
        "caption", "strong", "header", "footer", "title",
    ];

    private static readonly HashSet<string> Attributes =
        ["class", "points", "viewBox", "preserveAspectRatio", "role", "aria-label", "x1", "x2", "y1", "y2", "width", "height"];

    private readonly StringBuilder _text = new();

    /// <param name="content">Writes what is within; null for nothing.</param>
    public HtmlText Add(string element, string? cssClass, Action? content, params (string Name, string Value)[] attributes)
    {
        Demand(Elements.Contains(element), element);
        _text.Append('<').Append(element);
        foreach (var (name, value) in cssClass is null ? attributes : [("class", cssClass), .. attributes])
        {
            Demand(Attributes.Contains(name), name);
            _text.Append(' ').Append(name).Append("=\"").Append(Encoder.Encode(Inert(value))).Append('"');
        }

        _text.Append('>');
        content?.Invoke();
        _text.Append("</").Append(element).Append('>');
        return this;
    }

    public HtmlText Add(string element, string? cssClass, string text) => Add(element, cssClass, () => Write(text));

    public void Write(string text) => _text.Append(Encoder.Encode(Inert(text)));

    public override string ToString() => _text.ToString();

    /// <summary>Nothing that turns the writing around, steers a terminal or ends a text early; breaks and tabs stay.</summary>
    private static string Inert(string text)
    {
        StringBuilder? clean = null;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var isPair = char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            var isBad = (char.IsControl(c) && c is not ('\n' or '\t')) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') or '\uFFFE' or '\uFFFF'
                || (char.IsSurrogate(c) && !isPair);
            if (isBad)
            {
                clean ??= new StringBuilder(text, 0, i, text.Length);
                clean.Append('\uFFFD');
            }
            else
            {
                clean?.Append(c);
                if (isPair)
                {
                    clean?.Append(text[++i]);
                    i += clean is null ? 1 : 0;
                }
            }
        }

        return clean?.ToString() ?? text;
    }

    private static void Demand(bool isKnown, string name)
    {
        if (!isKnown)
        {
            throw new ArgumentException(string.Create(CultureInfo.InvariantCulture, $"'{name}' is not written into papers."), nameof(name));
        }
    }
}
