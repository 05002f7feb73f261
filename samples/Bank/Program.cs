// A bank: accounts are grains, a transfer is a transaction over two of them. Hosts a silo of its own, since a silo runs the grains that its program has.
using System.Net;
using System.Net.Sockets;
using Bank;
using Cluster;
using Cluster.Transactions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

string[] owners = ["alice", "bob", "carol", "dave"];
const long Opening = 1000;

var builder = Host.CreateApplicationBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Error); // what a person sees here is the bank
builder.Configuration.AddInMemoryCollection(SiloOfItsOwn(builder.Configuration["data"] ?? Path.Combine(Path.GetTempPath(), "cluster-bank")));
builder.UseOrleans(silo => silo.AddCluster().AddOutboxHandler<Receipt, ReceiptPrinter>());
using var host = builder.Build();
await host.StartAsync();
var cluster = host.Services.GetRequiredService<ClusterClient>();
var transactions = cluster.Transactions;

// All accounts are opened, or none; at the second start they are there already.
await transactions.RunAsync(async _ =>
{
    foreach (var owner in owners)
    {
        await Account(owner).AddAsync(Opening - await Account(owner).BalanceAsync());
    }
});

// One transfer, with a receipt that leaves if and only if it commits. What its code throws undoes it: bob's 5,000 are never seen, and there is no receipt for them.
await TransferAsync("alice", "bob", 30, receipt: true);
try
{
    await TransferAsync("alice", "bob", 5000, receipt: true);
}
catch (InvalidOperationException refused)
{
    Console.WriteLine(refused.Message);
}

// A receipt is handed over until it is taken, a moment after the commit.
var printer = host.Services.GetRequiredService<ReceiptPrinter>();
while (printer.Printed == 0)
{
    await Task.Delay(10);
}

// Declared, it is sent to the silo and carried out in a batch with others: for accounts that everybody wants at once.
var left = await transactions.RunDeclaredAsync(new Transfer(Account("alice"), Account("bob"), 10));
Console.WriteLine($"alice has {left} left");

// Many at once over few accounts. Every other one is declared; of the rest, those that collide are run again, the oldest first. Nobody sees money on its way.
var seconds = builder.Configuration.GetValue("seconds", 2);
using var closing = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
var transfers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => WorkAsync()).Append(AuditAsync()));
Console.WriteLine($"{transfers.Sum()} transfers by 8 clerks in {seconds} s");

var final = await BalancesAsync();
Console.WriteLine(string.Join(", ", owners.Zip(final, (owner, balance) => $"{owner} {balance}")));
Console.WriteLine($"total {final.Sum()} of {owners.Length * Opening}");
await host.StopAsync();
return final.Sum() == owners.Length * Opening ? 0 : 1;

IAccountGrain Account(string owner) => cluster.Grains.GetGrain<IAccountGrain>(owner);

// The deposit first, so that there is something to undo.
Task TransferAsync(string from, string to, long amount, bool receipt = false) => transactions.RunAsync(async transaction =>
{
    if (receipt)
    {
        transaction.Send(new Receipt(from, to, amount));
    }

    await Account(to).AddAsync(amount);
    await Account(from).AddAsync(-amount);
});

// A snapshot: all balances at one moment, and no transfer waits for it.
Task<long[]> BalancesAsync() => transactions.ReadAsync(_ => Task.WhenAll(owners.Select(owner => Account(owner).BalanceAsync())));

async Task<int> WorkAsync()
{
    var done = 0;
    while (!closing.IsCancellationRequested)
    {
        var (from, to) = (Random.Shared.Next(owners.Length), Random.Shared.Next(owners.Length));
        try
        {
            var amount = Random.Shared.Next(1, 50);
            await (done % 2 == 0 ? TransferAsync(owners[from], owners[to], amount) : transactions.RunDeclaredAsync(new Transfer(Account(owners[from]), Account(owners[to]), amount)));
            done++;
        }
        catch (InvalidOperationException)
        {
            // Too little money; the next one may have more.
        }
    }

    return done;
}

async Task<int> AuditAsync()
{
    while (!closing.IsCancellationRequested)
    {
        var total = (await BalancesAsync()).Sum();
        if (total != owners.Length * Opening)
        {
            throw new InvalidOperationException($"A snapshot shows {total}: money was made or lost.");
        }
    }

    return 0;
}

// What a silo needs to be told; a bank in earnest has several of them and takes it from its configuration, see docs/node.md.
static Dictionary<string, string?> SiloOfItsOwn(string folder)
{
    Directory.CreateDirectory(folder);
    return new()
    {
        ["Orleans:ClusterId"] = "bank",
        ["Orleans:ServiceId"] = "bank",
        ["Orleans:Name"] = "bank-1",
        ["Orleans:Clustering:ProviderType"] = "Sqlite",
        ["Orleans:Clustering:ServiceKey"] = "bank",
        ["Orleans:GrainStorage:Default:ProviderType"] = "Sqlite",
        ["Orleans:GrainStorage:Default:ServiceKey"] = "bank",
        ["ConnectionStrings:bank"] = $"Data Source={Path.Combine(folder, "bank.db")}",
        ["Orleans:Endpoints:AdvertisedIPAddress"] = "127.0.0.1",
        ["Orleans:Endpoints:SiloPort"] = $"{FreePort()}",
        ["Orleans:Endpoints:GatewayPort"] = $"{FreePort()}",
    };
}

static int FreePort()
{
    using var listener = new TcpListener(IPAddress.Loopback, 0);
    listener.Start();
    return ((IPEndPoint)listener.LocalEndpoint).Port;
}
