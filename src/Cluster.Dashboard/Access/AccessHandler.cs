using System.Net;
using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Cluster.Dashboard.Access;

/// <summary>
/// The access rule. With a token: whoever shows it. Without: requests from this machine that also name this machine as their host,
/// so that a page on the web cannot reach the dashboard by having its own name resolve to 127.0.0.1 (DNS rebinding).
/// </summary>
internal sealed class AccessHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, IOptions<AccessOptions> access)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    private const string Bearer = "Bearer ";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (access.Value.Token is not { } token)
        {
            return IsFromThisMachine() ? Granted("local") : AuthenticateResult.NoResult();
        }

        if (Request.Headers.Authorization.ToString() is var header && header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase))
        {
            return AccessScheme.Matches(header[Bearer.Length..].Trim(), token)
                ? Granted("token")
                : AuthenticateResult.Fail("The bearer token is not that of Cluster:Dashboard:Token.");
        }

        return await Context.AuthenticateAsync(AccessScheme.Cookie);
    }

    protected override async Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (access.Value.Token is null)
        {
            await RefuseAsync(
                StatusCodes.Status403Forbidden,
                "Without a token this dashboard answers only requests from its own machine, addressed to localhost. "
                + "To use it from elsewhere, set Cluster:Dashboard:Token (environment: Cluster__Dashboard__Token) and restart it.");
        }
        else if (HttpMethods.IsGet(Request.Method) && Request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/html"))
        {
            Response.Redirect($"{Request.PathBase}{Urls.SignIn}?returnUrl={Uri.EscapeDataString(Request.Path + Request.QueryString)}");
        }
        else
        {
            Response.Headers.WWWAuthenticate = "Bearer";
            await RefuseAsync(StatusCodes.Status401Unauthorized, "Send the token of Cluster:Dashboard:Token: Authorization: Bearer <token>.");
        }
    }

    private Task RefuseAsync(int status, string detail) => Results.Problem(detail, statusCode: status).ExecuteAsync(Context);

    private bool IsFromThisMachine() =>
        Context.Connection.RemoteIpAddress is { } address
        && IPAddress.IsLoopback(address)
        && Request.Host.Host is var host
        && (host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var named) && IPAddress.IsLoopback(named)));

    private AuthenticateResult Granted(string name) =>
        AuthenticateResult.Success(new AuthenticationTicket(
            new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, name)], Scheme.Name)), Scheme.Name));
}
