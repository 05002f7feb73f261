using Cluster.Dashboard;
using Cluster.Dashboard.Access;
using Cluster.Dashboard.Api;
using Cluster.Dashboard.Components;
using Cluster.Dashboard.Live;
using MudBlazor.Services;
using Orleans.Dashboard;

// Pages and styles lie beside the program, wherever it is started from and whatever the environment is called.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.WebHost.UseStaticWebAssets();

builder.AddServiceDefaults();
builder.AddClusterConnection();
builder.Services.AddLive();
builder.Services.AddAccess(builder.Configuration);
builder.Services.AddApi();
builder.Services.AddRazorComponents().AddInteractiveServerComponents();
builder.Services.AddMudServices(mud => mud.SnackbarConfiguration.PositionClass = MudBlazor.Defaults.Classes.Position.BottomCenter);

var app = builder.Build();

app.UseExceptionHandler(Urls.Error, createScopeForErrors: true);
app.UseStatusCodePagesWithReExecute(Urls.NotFound, createScopeForStatusCodePages: true);
app.UseWhen(Urls.IsForPrograms, programs => programs.UseStatusCodePages());
app.UseMiddleware<SecurityHeadersMiddleware>();
app.UseMiddleware<SameOriginMiddleware>();
app.UseAuthentication();
app.UseAuthorization();
app.UseAntiforgery();
app.UseMiddleware<OrleansPagesMiddleware>();

app.MapGroup("").AllowAnonymous().ExcludeFromDescription().MapDefaultEndpoints();
app.MapStaticAssets().AllowAnonymous();
app.MapApi();
app.MapOrleansDashboard(Urls.Orleans).RequireAuthorization(AccessScheme.Policy).ExcludeFromDescription();
app.MapRazorComponents<App>().AddInteractiveServerRenderMode();

var stopping = app.Lifetime.ApplicationStopping;
try
{
    await app.RunAsync();
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    // Asked to stop while it still looked for a first silo.
}
