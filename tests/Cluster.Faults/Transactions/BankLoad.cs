using System.Collections.Concurrent;
using System.Diagnostics;
using Cluster.Bank;
using Cluster.Simulation.Transactions;
using Cluster.Transactions;

namespace Cluster.Faults.Transactions;

/// <summary>
/// Clients of a bank: transfers, transactions that read and append to lists, and one who audits all accounts. Each attempt at a list transaction that had an outcome
/// is an entry of the history.
/// </summary>
internal sealed class BankLoad : IAsyncDisposable
{
    public const long Opening = 100;
    private const int Lists = 16;

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<ListAppendTransaction> _history = new();
    private readonly ConcurrentQueue<string> _violations = new();
    private readonly ConcurrentDictionary<string, int> _counts = new();
    private readonly IReadOnlyList<ClusterClient> _clients;
    private readonly int _accounts;
    private readonly Task[] _workers;
    private int _elements;
    private int _transactions;

    public BankLoad(IReadOnlyList<ClusterClient> clients, int accounts, int workers)
    {
        (_clients, _accounts) = (clients, accounts);
        _workers = [.. Enumerable.Range(0, workers).Select(worker => Task.Run(() => WorkAsync(worker))), Task.Run(AuditAsync)];
    }

    public IReadOnlyCollection<ListAppendTransaction> History => _history;

    public IReadOnlyCollection<string> Violations => _violations;

    public string Summary => string.Join(", ", _counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => $"{count.Value} {count.Key}"));

    public int Count(string what) => _counts.GetValueOrDefault(what);

    public static async Task OpenAsync(ClusterClient client, int accounts)
    {
        foreach (var chunk in Enumerable.Range(0, accounts).Chunk(50))
        {
            await client.Transactions.RunAsync(
                _ => Task.WhenAll(chunk.Select(account => Account(client, account).AddAsync(Opening))), new TransactionOptions { Timeout = TimeSpan.FromMinutes(1) });
        }
    }

    public static Task<long[]> BalancesAsync(ClusterClient client, int accounts) => client.Transactions.ReadAsync(
        _ => Task.WhenAll(Enumerable.Range(0, accounts).Select(account => Account(client, account).BalanceAsync())), new TransactionOptions { Timeout = TimeSpan.FromMinutes(1) });

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_workers);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private static IBankAccount Account(ClusterClient client, int account) => client.Grains.GetGrain<IBankAccount>($"account/{account}");

    private static IBankAccount List(ClusterClient client, int list) => client.Grains.GetGrain<IBankAccount>($"list/{list}");

    private static long Now() => (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));

    private async Task WorkAsync(int worker)
    {
        var (random, client) = (new Random(worker), _clients[worker % _clients.Count]);
        while (!_stop.IsCancellationRequested)
        {
            if (random.Next(2) == 0)
                await TransferAsync(client, random);
            else
                await AppendAsync(client, random);
        }
    }

    private async Task TransferAsync(ClusterClient client, Random random)
    {
        var (from, to, amount) = (random.Next(_accounts), random.Next(_accounts), random.Next(1, 30));
        try
        {
            await client.Transactions.RunAsync(async _ =>
            {
                await Account(client, from).AddAsync(-amount);
                await Account(client, to).AddAsync(amount);
            });
            Count("transfers", 1);
        }
        catch (InvalidOperationException)
        {
            Count("transfers without funds", 1);
        }
        catch (TransactionAbortedException)
        {
            Count("transfers aborted", 1);
        }
        catch (TransactionInDoubtException)
        {
            Count("transfers unknown", 1);
        }
    }

    private async Task AppendAsync(ClusterClient client, Random random)
    {
        var steps = Enumerable.Range(0, 1 + random.Next(3)).Select(_ => (List: random.Next(Lists), Appends: random.Next(2) == 0)).DistinctBy(step => step.List).ToArray();
        var entry = new ListAppendTransaction(Interlocked.Increment(ref _transactions), Now());
        try
        {
            await client.Transactions.RunAsync(async _ =>
            {
                // An attempt that is run again has had no effect, and its elements are not used again.
                entry.Reads.Clear();
                entry.Appends.Clear();
                foreach (var (list, appends) in steps)
                {
                    if (appends)
                    {
                        var element = Interlocked.Increment(ref _elements);
                        entry.Appends.Add(($"list/{list}", element));
                        await List(client, list).AppendAsync(element);
                    }
                    else
                    {
                        entry.Reads.Add(($"list/{list}", await List(client, list).ListAsync()));
                    }
                }
            });
            (entry.IsCommitted, entry.End) = (true, Now());
            Count("list transactions", 1);
        }
        catch (TransactionAbortedException)
        {
            (entry.IsCommitted, entry.End) = (false, Now());
            Count("list transactions aborted", 1);
        }
        catch (TransactionInDoubtException)
        {
            Count("list transactions unknown", 1);
        }

        _history.Enqueue(entry);
    }

    private async Task AuditAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var balances = await BalancesAsync(_clients[0], _accounts);
                Count("audits", 1);
                if (balances.Sum() != Opening * _accounts)
                    _violations.Enqueue($"An audit found {balances.Sum()} in place of {Opening * _accounts}.");
                if (balances.Any(balance => balance < 0))
                    _violations.Enqueue($"An audit found an account at {balances.Min()}.");
            }
            catch (TransactionAbortedException)
            {
                Count("audits aborted", 1);
            }

            await Task.Delay(500);
        }
    }

    private void Count(string what, int more) => _counts.AddOrUpdate(what, more, (_, count) => count + more);
}
