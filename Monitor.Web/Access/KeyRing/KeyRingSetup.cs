using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Monitor.Data;

namespace Monitor.Web.Access.KeyRing;

internal static class KeyRingSetup
{
    public static void AddKeyRing(this IServiceCollection services, IConfiguration configuration, string keysFolder)
    {
        var named = configuration[MasterKey.Setting];
        var path = string.IsNullOrWhiteSpace(named) ? Path.Combine(keysFolder, "master.key") : named;
        services.AddSingleton(_ => MasterKey.Open(path, mayCreate: string.IsNullOrWhiteSpace(named)));
        services.AddDataProtection().SetApplicationName("Monitor");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>, KeyRingOptions>();
    }

    private sealed class KeyRingOptions(IDbContextFactory<MonitorDb> contexts, MasterKey master) : IConfigureOptions<KeyManagementOptions>
    {
        public void Configure(KeyManagementOptions options)
        {
            options.XmlRepository = new KeyRingRepository(contexts);
            options.XmlEncryptor = new KeyRingEncryptor(master);
        }
    }
}
