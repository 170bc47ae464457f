namespace Monitor.Domain.Logs.Templates;

/// <summary>A form that lines of a program share. It may become more general as lines come; then its pattern changes and it stays the same form.</summary>
public sealed class MinedTemplate
{
    internal MinedTemplate(string program, string[] words) => (Program, Words) = (program, words);

    public string Program { get; }

    /// <summary>Its words, with <c>&lt;*&gt;</c> for one or more that differ.</summary>
    public string Pattern => string.Join(' ', Words);

    /// <summary>The form that took this one in, as both turned out to be one; null while it stands by itself.</summary>
    public MinedTemplate? Into { get; private set; }

    /// <summary>What this form is now.</summary>
    public MinedTemplate Now
    {
        get
        {
            var now = this;
            while (now.Into is not null)
            {
                now = now.Into;
            }

            return now;
        }
    }

    internal string[] Words { get; set; }

    internal void MergeInto(MinedTemplate other) => Into = other;
}
