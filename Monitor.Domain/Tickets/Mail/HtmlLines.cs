using System.Text;

namespace Monitor.Domain.Tickets.Mail;

/// <summary>The lines that <see cref="HtmlText"/> writes: white space is one blank, no more than one empty line stands between two others.</summary>
internal sealed class HtmlLines
{
    private const int DeepestQuote = 10;
    private const int LongestLink = 500;

    private readonly StringBuilder _text = new();
    private readonly StringBuilder _line = new();
    private int _quotes;
    private string? _link;
    private int _linkStart;

    public void Text(string text)
    {
        foreach (var c in text)
        {
            if (!char.IsWhiteSpace(c))
            {
                _line.Append(c);
            }
            else if (_line.Length > 0 && _line[^1] != ' ')
            {
                _line.Append(' ');
            }
        }
    }

    public void Quote(int change)
    {
        Block(isParagraph: false);
        _quotes = Math.Clamp(_quotes + change, 0, DeepestQuote);
    }

    /// <summary>A new line, unless this one is still empty.</summary>
    public void Block(bool isParagraph)
    {
        if (_line.ToString().Trim().Length > 0)
        {
            Break();
        }

        _line.Clear();
        if (isParagraph && _text.Length > 0 && !EndsEmpty())
        {
            Break();
        }
    }

    public void Break()
    {
        var line = _line.ToString().Trim();
        _line.Clear();
        if (line.Length == 0 && EndsEmpty())
        {
            return;
        }

        _text.Append(_quotes > 0 ? new string('>', _quotes) + (line.Length > 0 ? " " : "") : "").Append(line).Append('\n');
    }

    /// <summary>A link begins, or ends (null): where it leads is written behind its words, unless they say so themselves.</summary>
    public void Link(string? address)
    {
        if (address is null && _link is { Length: > 0 and <= LongestLink } link && _linkStart <= _line.Length
            && (link.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || link.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            && !_line.ToString(_linkStart, _line.Length - _linkStart).Contains(link.TrimEnd('/'), StringComparison.OrdinalIgnoreCase))
        {
            Text($" ({link})");
        }

        (_link, _linkStart) = (address, _line.Length);
    }

    public override string ToString()
    {
        Break();
        return _text.ToString().Trim();
    }

    private bool EndsEmpty()
    {
        if (_text.Length == 0)
        {
            return true;
        }

        for (var at = _text.Length - 2; at >= 0 && _text[at] != '\n'; at--)
        {
            if (_text[at] is not ('>' or ' '))
            {
                return false;
            }
        }

        return true;
    }
}
