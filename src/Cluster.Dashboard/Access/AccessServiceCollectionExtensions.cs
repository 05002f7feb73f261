using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;

namespace Cluster.Dashboard.Access;

internal static class AccessServiceCollectionExtensions
{
    /// <summary>Closes every endpoint that does not say otherwise to whoever the access rule does not let in.</summary>
    public static IServiceCollection AddAccess(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<AccessOptions>().BindConfiguration(AccessOptions.Section).ValidateDataAnnotations().ValidateOnStart();

        services.AddAuthentication(AccessScheme.Name)
            .AddScheme<AuthenticationSchemeOptions, AccessHandler>(AccessScheme.Name, null)
            .AddCookie(AccessScheme.Cookie, cookie =>
            {
                cookie.Cookie.Name = "cluster-session";
                cookie.Cookie.SameSite = SameSiteMode.Strict;
                cookie.Cookie.HttpOnly = true;
                cookie.ExpireTimeSpan = TimeSpan.FromDays(7);
            });

        var mayOperate = new AuthorizationPolicyBuilder(AccessScheme.Name).RequireAuthenticatedUser().Build();
        services.AddAuthorizationBuilder().AddPolicy(AccessScheme.Policy, mayOperate).SetFallbackPolicy(mayOperate);

        var keys = services.AddDataProtection().SetApplicationName("Cluster.Dashboard");
        if (configuration["CLUSTER_DATA"] is { Length: > 0 } folder)
        {
            // Keys kept with the cluster's data: a restart of the dashboard then leaves open pages and sign-ins valid.
            keys.PersistKeysToFileSystem(Directory.CreateDirectory(Path.Combine(folder, "dashboard")));
        }

        return services;
    }
}
