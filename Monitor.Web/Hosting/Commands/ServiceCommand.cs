namespace Monitor.Web.Hosting;

/// <summary>
/// A command that needs the application's parts but does not serve. It works beside a running server as well as without one: it then starts the database for
/// as long as it needs it. What comes out is printed; an <see cref="ArgumentException"/> says what is wrong with what was asked.
/// </summary>
internal static class ServiceCommand
{
    public static async Task<int> RunAsync(
        string? dataPath, Product product, Func<IServiceProvider, CancellationToken, Task<string>> act, CancellationToken cancellationToken)
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
            Console.WriteLine(await act(app.Services, cancellationToken));
            return 0;
        }
        catch (ArgumentException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 1;
        }
    }
}
