using Monitor.Domain.Wire;

namespace Monitor.Web.Intake;

/// <summary>What of one batch was refused, counted by reason. The reasons are part of the wire format: agents and people see them.</summary>
internal sealed class Refusals
{
    public const string NotFinite = "not_finite";
    public const string NotNumber = "not_a_number";
    public const string Future = "from_the_future";
    public const string TooOld = "too_old";
    public const string TooDense = "too_dense";
    public const string TimeInvalid = "time_invalid";
    public const string SeriesLimit = "series_limit";
    public const string NameInvalid = "name_invalid";
    public const string NameTooLong = "name_too_long";
    public const string LabelsInvalid = "labels_invalid";
    public const string LabelsTooLong = "labels_too_long";
    public const string SeriesTwice = "series_twice";
    public const string Shape = "shape_mismatch";
    public const string TextInvalid = "text_invalid";
    public const string TextTooLong = "text_too_long";
    public const string TooManyProcesses = "too_many_processes";
    public const string PeerInvalid = "peer_invalid";
    public const string TooManyPeers = "too_many_peers";
    public const string LineInvalid = "line_invalid";
    public const string SourceInvalid = "source_invalid";
    public const string SourceBlocked = "source_blocked";
    public const string TooManyLines = "too_many_lines";

    private static readonly Dictionary<string, string> Help = new(StringComparer.Ordinal)
    {
        [NotFinite] = "A value is a finite number; send null where there is none.",
        [NotNumber] = "A value is a number or null.",
        [Future] = "The time is more than 5 minutes ahead of the server's clock. Set the clock of the host; the host page shows by how much it differs.",
        [TooOld] = "The time is older than raw data is kept (Retention:Raw).",
        [TooDense] = "A stream has at most 72000 ticks in one hour, 20 a second. Send less often.",
        [TimeInvalid] = "A time is a whole number of milliseconds since 1970, UTC.",
        [SeriesLimit] = "The host has as many series as it may have (Ingest:MaxSeriesPerHost). Send fewer label values, or raise the limit.",
        [NameInvalid] = "A metric name is not empty, valid Unicode, and without NUL.",
        [NameTooLong] = "A metric name has at most 200 characters.",
        [LabelsInvalid] = "Labels are at most 32 different names with text values, valid Unicode, and without NUL.",
        [LabelsTooLong] = "The labels of a series have at most 1000 characters in all.",
        [SeriesTwice] = "A schema names each series once.",
        [Shape] = "A tick has one value for each series of its schema.",
        [TextInvalid] = "A text is not empty, valid Unicode, and without NUL.",
        [TextTooLong] = "Names have at most 100 characters, states 1000, events 2000, processes 200.",
        [TooManyProcesses] = "At most 100 processes at one time are taken.",
        [PeerInvalid] = "A peer is {direction, address, port, process, count}: in or out, an IP address, a port from 1 to 65535, a process of at most 64 characters.",
        [TooManyPeers] = "At most 200 peers in one batch are taken.",
        [LineInvalid] = "A line is {t, text}: a time in milliseconds since 1970 and a text; 'severity' is a number from 0 to 7.",
        [SourceInvalid] = "Lines come with the name of their 'source', 1 to 400 characters; those of an agent with 'kind' journal or file, too.",
        [SourceBlocked] = "The source is blocked here. The page of sources says by whom and why.",
        [TooManyLines] = "More lines than a source or a host may have (Logs:LinesPerSecondPerSource, Logs:LinesPerSecondPerHost). The rest was left out and counted.",
    };

    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    public bool IsEmpty => _counts.Count == 0;

    public void Add(string reason, int count = 1)
    {
        if (count > 0)
        {
            _counts[reason] = _counts.GetValueOrDefault(reason) + count;
        }
    }

    public void Clear() => _counts.Clear();

    public IReadOnlyList<Rejection> ToAnswer() => IsEmpty ? [] : [.. _counts.Select(c => new Rejection(c.Key, c.Value, Help[c.Key]))];
}
