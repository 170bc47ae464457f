namespace Monitor.Domain.Tickets.Mail;

/// <summary>
/// Finds in an answer what is new. Mail programs put the answered mail below it: as lines that begin with &gt;, or under a heading. Answers between quoted lines
/// are left as they are.
/// </summary>
/// <param name="Text">What the person wrote; all of it where nothing else is found.</param>
/// <param name="IsWhole">False when more than quoted lines was left out: the whole mail is kept beside it then.</param>
public sealed record QuotedReply(string Text, bool IsWhole)
{
    private const int LongestHeading = 300;

    private static readonly string[] Headings =
    [
        "original message", "forwarded message", "ursprüngliche nachricht", "originalnachricht", "weitergeleitete nachricht", "message d'origine", "mensaje original",
        "messaggio originale", "oorspronkelijk bericht", "mensagem original", "ursprungligt meddelande", "oprindelig meddelelse",
    ];

    private static readonly string[] From = ["From:", "Von:", "De:", "Da:", "Van:", "Från:", "Fra:", "Od:"];

    private static readonly string[] About =
        ["Sent:", "Date:", "To:", "Subject:", "Gesendet:", "Datum:", "An:", "Betreff:", "Envoyé :", "Envoyé:", "À :", "Objet :", "Objet:", "Enviado:", "Para:", "Asunto:", "Inviato:", "A:", "Oggetto:", "Verzonden:", "Aan:", "Onderwerp:"];

    public static QuotedReply Of(string text)
    {
        var lines = text.Split('\n');
        var (cut, isWhole) = (lines.Length, true);
        for (var i = 0; i < lines.Length && isWhole; i++)
        {
            if (IsHeading(lines[i].Trim('*', ' ')) || IsBlock(lines, i))
            {
                (cut, isWhole) = (i > 0 && IsRule(lines[i - 1]) ? i - 1 : i, false);
            }
        }

        var kept = WithoutQuote(lines[..cut]);
        var reply = string.Join('\n', kept).Trim();
        return reply.Length == 0 ? new(text.Trim(), true) : new(reply, isWhole);
    }

    /// <summary>Takes the quoted lines at the end away, and the sentence that leads to them.</summary>
    private static string[] WithoutQuote(string[] lines)
    {
        var end = lines.Length;
        while (end > 0 && (lines[end - 1].Trim().Length == 0 || lines[end - 1].StartsWith('>')))
        {
            end--;
        }

        if (!lines[end..].Any(l => l.StartsWith('>')))
        {
            return lines;
        }

        // "On Monday, Anna <anna@example.org> wrote:" takes up to three lines.
        if (end > 0 && lines[end - 1].TrimEnd().EndsWith(':'))
        {
            var start = end - 1;
            while (start > 0 && end - start < 3 && lines[start - 1].Trim().Length > 0)
            {
                start--;
            }

            var lead = string.Join(' ', lines[start..end]);
            end = lead.Length <= LongestHeading && lead.Any(char.IsAsciiDigit) && (lead.Contains('@', StringComparison.Ordinal) || lead.Contains(',', StringComparison.Ordinal)) ? start : end;
        }

        return lines[..end];
    }

    private static bool IsHeading(string line) =>
        line.Length is > 8 and < 100 && line.StartsWith("---", StringComparison.Ordinal) && line.EndsWith("---", StringComparison.Ordinal)
        && Headings.Contains(line.Trim('-', ' ').ToLowerInvariant());

    /// <summary>The lines From, Sent, To and Subject, as some programs write them above what is answered.</summary>
    private static bool IsBlock(string[] lines, int at)
    {
        if (!Starts(lines[at], From) || (at > 0 && lines[at - 1].Trim().Length > 0 && !IsRule(lines[at - 1])))
        {
            return false;
        }

        return lines.Skip(at + 1).Take(5).Count(l => Starts(l, About)) >= 2;
    }

    private static bool IsRule(string line) => line.Trim() is { Length: >= 20 } rule && rule.All(c => c is '_' or '-');

    private static bool Starts(string line, string[] words) =>
        line.Length < LongestHeading && Array.Exists(words, w => line.TrimStart('*', ' ', '>').StartsWith(w, StringComparison.OrdinalIgnoreCase));
}
