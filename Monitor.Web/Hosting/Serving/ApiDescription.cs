using Microsoft.OpenApi;
using Monitor.Domain.Access;

namespace Monitor.Web.Hosting;

/// <summary><c>/openapi/v1.json</c>: the description of /api/v1, made from the endpoints themselves.</summary>
internal static class ApiDescription
{
    public const string Path = "/openapi/v1.json";
    private const string Bearer = "token";

    public static void Add(IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.ShouldInclude = endpoint => endpoint.RelativePath?.StartsWith("api/v1/", StringComparison.OrdinalIgnoreCase) == true;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Monitor", Version = "v1", Description = "Lists are {items, next}; errors are ProblemDetails; times are RFC 3339 in UTC." };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An API token (mkt_…), for the agents' endpoints an agent's key (mka_…).",
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Bearer, document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddSchemaTransformer((schema, context, _) =>
        {
            // Times have a converter of their own, into which the generator cannot look.
            var type = context.JsonTypeInfo.Type;
            if (type == typeof(DateTimeOffset) || type == typeof(DateTime) || type == typeof(DateTimeOffset?) || type == typeof(DateTime?))
            {
                schema.Type = type.IsGenericType ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String;
                schema.Format = "date-time";
            }

            return Task.CompletedTask;
        });
    });

    public static void Map(WebApplication app) => app.MapOpenApi(Path).RequireAuthorization(Permissions.PortalUse);
}
