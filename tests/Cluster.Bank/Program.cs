// A silo like the node, with accounts and notice boards.
using Cluster.Bank;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
builder.AddServiceDefaults();
builder.UseOrleans(silo => silo.AddCluster().AddOutboxHandler<Notice, NoticeBoard>());
await using var app = builder.Build();
app.MapDefaultEndpoints();
await app.RunAsync();
