namespace Monitor.Web.Hosting;

/// <summary>What the root hands to the commands, because the floor knows no slice: how to add and map everything, how to make a token, how to try rules and models on history.</summary>
public sealed record Product(
    Action<WebApplicationBuilder> Add,
    Action<WebApplication> Map,
    CreateToken CreateToken,
    BacktestRules BacktestRules,
    BacktestForecast BacktestForecast,
    BacktestCapacity BacktestCapacity,
    BacktestDetect BacktestDetect,
    BacktestRootCause BacktestRootCause,
    BacktestEfficiency BacktestEfficiency);

/// <summary>Makes an API token for a person and returns its text; an <see cref="ArgumentException"/> says what is wrong with the request.</summary>
public delegate Task<string> CreateToken(
    IServiceProvider services, string user, IReadOnlyList<string> scopes, TimeSpan validFor, CancellationToken cancellationToken);

/// <summary>Tries the rules of a file on stored history and returns what came out; an <see cref="ArgumentException"/> says what is wrong with the file.</summary>
public delegate Task<string> BacktestRules(IServiceProvider services, string file, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);

/// <summary>Forecasts series of files and writes a CSV; returns a line for people. An <see cref="ArgumentException"/> says what is wrong with the files.</summary>
public delegate string BacktestForecast(string input, string origins, string output, string model, double? max, CancellationToken cancellationToken);

/// <summary>Says when series of files reach a limit and writes a CSV, likewise.</summary>
public delegate string BacktestCapacity(string input, double limit, string output, CancellationToken cancellationToken);

/// <summary>Says where detectors would have alarmed in series of files and writes CSVs below a folder, likewise.</summary>
public delegate string BacktestDetect(string input, string output, string preset, CancellationToken cancellationToken);

/// <summary>Says which cause each case of a folder would have been given and writes a CSV, likewise.</summary>
public delegate string BacktestRootCause(string input, string output, CancellationToken cancellationToken);

/// <summary>Says what would have been proposed for machines after a month, and whether that was right in the next; writes a CSV, likewise.</summary>
public delegate string BacktestEfficiency(string input, string output, CancellationToken cancellationToken);
