namespace Monitor.Domain.RootCause.Runbooks;

/// <summary>What a runbook must be to be kept. It names actions; what they do is the agent's own list's to say, so nothing here can be a command line.</summary>
public static class RunbookCheck
{
    public const int NameLength = 100;
    public const int TextLength = 1000;
    public const int AddressLength = 400;
    public const int ActionLength = 64;
    public const int ParameterLength = 100;
    public const int MostCauses = 20;
    public const int MostSteps = 20;
    public const int MostGroups = 50;

    /// <summary>What is wrong, as a sentence that says what to do; null where nothing is.</summary>
    public static string? Error(RunbookDefinition runbook) =>
        runbook.Name.Trim().Length is 0 or > NameLength || runbook.Name.Any(char.IsControl) ? $"Give it a name of at most {NameLength} characters."
        : runbook.Description.Length > TextLength ? $"The description is longer than {TextLength} characters. Shorten it."
        : runbook.Causes.Count is 0 or > MostCauses ? $"Name the causes that it is for: 1 to {MostCauses}."
        : runbook.Causes.Select(CausePattern.Error).FirstOrDefault(e => e is not null) is { } cause ? cause
        : runbook.Steps.Count is 0 or > MostSteps ? $"Give it 1 to {MostSteps} steps."
        : runbook.Steps.Select(StepError).FirstOrDefault(e => e is not null) is { } step ? step
        : runbook.AutomaticGroups.Count > MostGroups ? $"Name at most {MostGroups} groups in which it runs by itself."
        : runbook.AutomaticGroups.Count > 0 && !runbook.IsAllActions ? "What runs by itself has no step that a person must do or look at. Take those out, or let it only be proposed."
        : runbook.LeastConfidence is not (>= 0.5 and <= 1) ? "The least confidence is 50 to 100 %."
        : runbook.MostPerHost is < 1 or > 100 || runbook.MostPerGroup is < 1 or > 1000 || runbook.MostInAll is < 1 or > 1000 ? "The most runs are 1 to 100 on a host, and 1 to 1000 in a group and in all."
        : runbook.WindowMinutes is < 1 or > 10_080 ? "Runs are counted within 1 minute to 7 days."
        : runbook.CheckMinutes is < 1 or > 240 ? "The check comes 1 to 240 minutes later."
        : null;

    /// <summary>Lower-case letters, digits, dots, dashes and underscores: nothing that a shell, a path or a terminal could take for more.</summary>
    public static bool IsActionName(string? name) =>
        name is { Length: > 0 and <= ActionLength } && (char.IsAsciiLetterLower(name[0]) || char.IsAsciiDigit(name[0]))
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-' or '_');

    /// <summary>One printable line of ASCII that is no option.</summary>
    public static bool IsParameter(string? value) =>
        value is { Length: > 0 and <= ParameterLength } && value[0] != '-' && value.All(c => c is > ' ' and < '\u007f');

    private static string? StepError(RunbookStep step) =>
        !Enum.IsDefined(step.Kind) ? "A step is done by hand, opens a page, or is an action of the agent."
        : step.Text.Length > TextLength ? $"The text of a step is longer than {TextLength} characters. Shorten it."
        : step.Kind == RunbookStepKind.Manual && step.Text.Trim().Length == 0 ? "Say what is to be done in a step that is done by hand."
        : step.Kind == RunbookStepKind.OpenPage && !IsPage(step.Address) ? "A page is a path of this product that begins with one slash, such as /hosts/{host}."
        : step.Kind == RunbookStepKind.Action && !IsActionName(step.Action) ? $"An action is named as in the agent's list: lower-case letters, digits, dots, dashes, at most {ActionLength}."
        : step is { Kind: RunbookStepKind.Action, Parameter: not null } && !IsParameter(step.Parameter) ? $"A value of an action is at most {ParameterLength} plain characters without spaces, and does not begin with a dash."
        : null;

    /// <summary>A path below this product: a second slash or a backslash at its start would be another server.</summary>
    private static bool IsPage(string? address) =>
        address is ['/', ..] && address.Length <= AddressLength && address is not ['/', '/' or '\\', ..] && address.All(c => c is > ' ' and < '\u007f' and not '\\');
}
