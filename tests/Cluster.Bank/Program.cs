// A silo like the node, with accounts.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddServiceDefaults();
builder.UseOrleans(silo => silo.AddCluster());
await using var app = builder.Build();
app.MapDefaultEndpoints();
await app.RunAsync();
