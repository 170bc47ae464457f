using System.Text.Json;
using System.Text.Json.Serialization;

namespace Monitor.Domain.Problems.Ledger;

/// <summary>A notice that was sent, or held with its reason.</summary>
public sealed record ChainNotice(NoticeKind Kind, string? HeldReason)
{
    public bool IsSent => HeldReason is null;
}

/// <summary>What a decision was made of, link by link.</summary>
public sealed record DecisionChain
{
    /// <summary>What the judge said; null when time or people decided.</summary>
    public VerdictKind? Verdict { get; init; }

    /// <summary>The sample's time.</summary>
    public DateTimeOffset? SampleAt { get; init; }

    public Severity Severity { get; init; }

    /// <summary>The phase after it; null while there is no problem.</summary>
    public ProblemPhase? Phase { get; init; }

    /// <summary>How long the breach has held, and must hold.</summary>
    public TimeSpan? HeldFor { get; init; }

    public TimeSpan? For { get; init; }

    public bool IsFlapping { get; init; }

    /// <summary>All reasons at that moment why nobody was to be told.</summary>
    public IReadOnlyList<LedgerHold> Holds { get; init => field = value ?? []; } = [];

    public IReadOnlyList<ChainNotice> Notices { get; init => field = value ?? []; } = [];

    /// <summary>The number of the problem's ticket.</summary>
    public int? Ticket { get; init; }

    public static string Write(DecisionChain chain) => JsonSerializer.Serialize(chain, DecisionChainJson.Default.DecisionChain);

    /// <summary>An empty chain for what cannot be read.</summary>
    public static DecisionChain Read(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, DecisionChainJson.Default.DecisionChain) ?? new();
        }
        catch (JsonException)
        {
            return new();
        }
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(DecisionChain))]
internal sealed partial class DecisionChainJson : JsonSerializerContext;
