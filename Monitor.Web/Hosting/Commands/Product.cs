namespace Monitor.Web.Hosting;

/// <summary>What the root hands to the commands, because the floor knows no slice: how to add and map everything, and how to make a token.</summary>
public sealed record Product(Action<WebApplicationBuilder> Add, Action<WebApplication> Map, CreateToken CreateToken);

/// <summary>Makes an API token for a person and returns its text; an <see cref="ArgumentException"/> says what is wrong with the request.</summary>
public delegate Task<string> CreateToken(
    IServiceProvider services, string user, IReadOnlyList<string> scopes, TimeSpan validFor, CancellationToken cancellationToken);
