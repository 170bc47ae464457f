namespace Monitor.Web.Hosting;

/// <summary>Works beside a running server as well as without one: it then starts the database for as long as it needs it.</summary>
internal static class TokenCommand
{
    public static async Task<int> RunAsync(
        string user, IReadOnlyList<string> scopes, int days, string? dataPath, Product product, CancellationToken cancellationToken)
    {
        RuntimeFloor.Check(Environment.Version);
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        new UpOptions(0, null, NoAgent: true, dataPath, Demo: false, []).ApplyTo(builder.Configuration);
        ConfigurationCheck.Run(builder.Configuration);
        var data = DataFolder.From(builder.Configuration);
        await using var database = await DatabaseSetup.StartAsync(
            builder,
            postgres => DatabaseLocation.StopsAfterCommand(postgres, data),
            cancellationToken);
        product.Add(builder);
        await using var app = builder.Build();
        try
        {
            Console.WriteLine(await product.CreateToken(app.Services, user, scopes, TimeSpan.FromDays(days), cancellationToken));
            return 0;
        }
        catch (ArgumentException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
