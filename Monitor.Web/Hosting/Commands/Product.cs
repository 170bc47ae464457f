namespace Monitor.Web.Hosting;

/// <summary>What the root hands to the commands, because the floor knows no slice: how to add and map everything, how to make a token, how to try rules on history.</summary>
public sealed record Product(Action<WebApplicationBuilder> Add, Action<WebApplication> Map, CreateToken CreateToken, BacktestRules BacktestRules);

/// <summary>Makes an API token for a person and returns its text; an <see cref="ArgumentException"/> says what is wrong with the request.</summary>
public delegate Task<string> CreateToken(
    IServiceProvider services, string user, IReadOnlyList<string> scopes, TimeSpan validFor, CancellationToken cancellationToken);

/// <summary>Tries the rules of a file on stored history and returns what came out; an <see cref="ArgumentException"/> says what is wrong with the file.</summary>
public delegate Task<string> BacktestRules(IServiceProvider services, string file, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);
