namespace Monitor.Web.RootCause;

/// <summary>The file of rules as it is written.</summary>
internal sealed class RuleFileText
{
    public List<RuleText>? Rules { get; set; }
}

internal sealed class RuleText
{
    public string? Name { get; set; }

    public string? Title { get; set; }

    public List<string>? Symptoms { get; set; }

    public List<string>? Places { get; set; }

    public List<ChangeText>? Changes { get; set; }

    public ProcessText? Process { get; set; }

    public EventText? Event { get; set; }

    public bool? Silent { get; set; }

    public List<string>? Log { get; set; }

    public string? Cause { get; set; }

    public string? Sentence { get; set; }

    public string? Action { get; set; }

    public FilesRuleText? Files { get; set; }

    public double? Weight { get; set; }

    public List<CauseRuleTest>? Tests { get; set; }
}

internal sealed class ChangeText
{
    public string? Metric { get; set; }

    public double? Up { get; set; }

    public double? Down { get; set; }

    public double? Strength { get; set; }

    public string? Of { get; set; }
}

internal sealed class ProcessText
{
    public string? By { get; set; }

    public double? Share { get; set; }
}

internal sealed class FilesRuleText
{
    public string? Sentence { get; set; }

    public string? Action { get; set; }
}

internal sealed class EventText
{
    public List<string>? Kinds { get; set; }

    public string? Within { get; set; }
}
