using System.Text.Json;
using System.Text.Json.Serialization;
using Monitor.Agent.Local;
using Monitor.Domain.RootCause.Runbooks;
using Monitor.Domain.Wire;

namespace Monitor.Agent.Actions;

/// <summary>One action that the host's administrator allows. What it does stands here alone; a server only names it.</summary>
internal sealed record ActionSettings
{
    public const string RestartUnit = "restart-unit";
    public const string ClearFolder = "clear-folder";
    public const string RunProgram = "run-program";

    /// <summary>Stands among the arguments of a program where the value is put, as an argument of its own.</summary>
    public const string Placeholder = "{parameter}";

    private const int MostArguments = 30;

    public required string Name { get; init; }

    public required string Kind { get; init; }

    /// <summary>For people.</summary>
    public string Text { get; set; } = "";

    /// <summary>Of <see cref="RestartUnit"/>: such as <c>nginx.service</c>.</summary>
    public string? Unit { get; set; }

    /// <summary>Of <see cref="ClearFolder"/>: a path from the root on.</summary>
    public string? Folder { get; set; }

    /// <summary>Of <see cref="ClearFolder"/>: files that were written to later than that stay.</summary>
    public double OlderThanHours { get; set; } = 24;

    /// <summary>Of <see cref="ClearFolder"/>: no more are deleted at a time.</summary>
    public int MostFiles { get; set; } = 10_000;

    /// <summary>Of <see cref="RunProgram"/>: a path from the root on.</summary>
    public string? Program { get; set; }

    public IReadOnlyList<string> Arguments { get; set; } = [];

    /// <summary>The values that a server may choose from; none: it may not choose.</summary>
    public IReadOnlyList<string> Parameters { get; set; } = [];

    public int TimeoutSeconds { get; set; } = 60;

    [JsonIgnore]
    public TimeSpan Timeout => TimeSpan.FromSeconds(TimeoutSeconds);

    [JsonIgnore]
    public WireAction Wire => new(Name, Kind, Text, Parameters);

    public bool Allows(string? parameter) => Parameters.Count == 0 ? parameter is null : parameter is not null && Parameters.Contains(parameter);

    /// <summary>What is wrong, null where nothing is.</summary>
    public string? Error() =>
        !RunbookCheck.IsActionName(Name) ? "name has lower-case letters, digits, dots, dashes and underscores, at most 64"
        : Text.Length > 200 ? "text has at most 200 characters"
        : TimeoutSeconds is < 1 or > 600 ? "timeoutSeconds is 1 to 600"
        : Parameters.Count > 50 || !Parameters.All(RunbookCheck.IsParameter) ? "parameters are at most 50, each at most 100 plain characters without spaces that do not begin with a dash"
        : Kind switch
        {
            RestartUnit => Parameters.Count > 0 || Unit is null || !IsUnit(Unit) ? "unit names one unit, such as nginx.service, and there are no parameters" : null,
            ClearFolder => FolderError(),
            RunProgram => ProgramError(),
            _ => $"kind is {RestartUnit}, {ClearFolder} or {RunProgram}",
        };

    private string? FolderError() =>
        Parameters.Count > 0 || Folder is null || !IsPath(Folder) || Folder.Trim('/').Length == 0 ? "folder is a path from the root on, not the root itself, and there are no parameters"
        : OlderThanHours is not (>= 0 and <= 87_600) ? "olderThanHours is 0 to 87600"
        : MostFiles is < 1 or > 1_000_000 ? "mostFiles is 1 to 1000000"
        : null;

    private string? ProgramError() =>
        Program is null || !IsPath(Program) ? "program is a path from the root on"
        : Arguments.Count > MostArguments || Arguments.Any(a => a is null || a.Length > 1000 || a.Contains('\0', StringComparison.Ordinal)) ? $"arguments are at most {MostArguments}, each at most 1000 characters"
        : Arguments.Any(a => a != Placeholder && a.Contains(Placeholder, StringComparison.Ordinal)) ? $"{Placeholder} is an argument of its own"
        : Arguments.Contains(Placeholder) != (Parameters.Count > 0) ? $"{Placeholder} stands among the arguments exactly when there are parameters"
        : null;

    private static bool IsPath(string path) => path is ['/', ..] && path.Length <= 1000 && !path.Contains('\0', StringComparison.Ordinal) && !path.Split('/').Any(part => part is "." or "..");

    private static bool IsUnit(string unit) =>
        unit.Length is > 0 and <= 200 && unit[0] is not '-' && unit.Contains('.', StringComparison.Ordinal) && unit.All(c => char.IsAsciiLetterOrDigit(c) || c is ':' or '_' or '.' or '\\' or '@' or '-');
}

internal sealed record ActionFile
{
    public IReadOnlyList<ActionSettings> Actions { get; set; } = [];

    /// <summary>Throws <see cref="AgentProblemException"/> with what is wrong where.</summary>
    public static ActionFile Read(ReadOnlySpan<byte> json)
    {
        ActionFile file;
        try
        {
            file = JsonSerializer.Deserialize(json, ActionJson.Default.ActionFile) ?? throw new JsonException("it is empty");
        }
        catch (JsonException exception)
        {
            throw new AgentProblemException($"it is not understood: {exception.Message}");
        }

        return file.Actions.Count > 64 ? throw new AgentProblemException("it has more than 64 actions")
            : file.Actions.Select((a, i) => a is null ? $"actions[{i}] is empty" : a.Error() is { } error ? $"actions[{i}].{error}" : null).FirstOrDefault(e => e is not null) is { } wrong
                ? throw new AgentProblemException(wrong)
            : file.Actions.GroupBy(a => a.Name).FirstOrDefault(g => g.Count() > 1) is { } twice ? throw new AgentProblemException($"{twice.Key} is named twice")
            : file;
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow, ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true, RespectNullableAnnotations = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ActionFile))]
[JsonSerializable(typeof(JournalContent))]
internal sealed partial class ActionJson : JsonSerializerContext;
