using System.Collections.Concurrent;
using System.Diagnostics;
using Cluster.Bank;
using Cluster.Simulation.Transactions;
using Cluster.Transactions;

namespace Cluster.Faults.Transactions;

/// <summary>
/// Clients with declared transactions over few accounts and lists, some with ordinary ones over the same, and one who audits. What each account should hold is counted, so that a transfer that was carried out
/// twice, or not though it was answered, shows.
/// </summary>
internal sealed class DeclaredLoad : IAsyncDisposable
{
    public const int Accounts = 10;
    public const long Opening = 1000;
    private const int Lists = 8;

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<ListAppendTransaction> _history = new();
    private readonly ConcurrentQueue<string> _violations = new();
    private readonly ConcurrentDictionary<string, int> _counts = new();
    private readonly IReadOnlyList<ClusterClient> _clients;
    private readonly long[] _sure = new long[Accounts];
    private readonly long[] _unsure = new long[Accounts];
    private readonly Task[] _workers;
    private int _elements;
    private int _transactions;

    public DeclaredLoad(IReadOnlyList<ClusterClient> clients, int workers)
    {
        _clients = clients;
        _workers = [.. Enumerable.Range(0, workers).Select(worker => Task.Run(() => WorkAsync(worker))), Task.Run(AuditAsync)];
    }

    public IReadOnlyCollection<ListAppendTransaction> History => _history;

    public IReadOnlyCollection<string> Violations => _violations;

    public string Summary => string.Join(", ", _counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => $"{count.Value} {count.Key}"));

    public int Count(string what) => _counts.GetValueOrDefault(what);

    public static Task OpenAsync(ClusterClient client) => client.Transactions.RunAsync(
        _ => Task.WhenAll(Enumerable.Range(0, Accounts).Select(account => Account(client, account).AddAsync(Opening))), new TransactionOptions { Timeout = TimeSpan.FromMinutes(1) });

    public static Task<long[]> BalancesAsync(ClusterClient client) => client.Transactions.ReadAsync(
        _ => Task.WhenAll(Enumerable.Range(0, Accounts).Select(account => Account(client, account).BalanceAsync())), new TransactionOptions { Timeout = TimeSpan.FromMinutes(1) });

    /// <summary>Each account holds what the answered transfers make of it, but for those whose outcome is not known.</summary>
    public IEnumerable<string> Compare(IReadOnlyList<long> balances)
    {
        for (var account = 0; account < Accounts; account++)
        {
            var off = Math.Abs(balances[account] - Opening - _sure[account]);
            if (off > _unsure[account])
                yield return $"Account {account} holds {balances[account]}; answered transfers make it {Opening + _sure[account]}, and those without an answer moved at most {_unsure[account]}.";
        }
    }

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

    private static IBankAccount Account(ClusterClient client, int account) => client.Grains.GetGrain<IBankAccount>($"declared/account/{account}");

    private static IBankAccount List(ClusterClient client, int list) => client.Grains.GetGrain<IBankAccount>($"declared/list/{list}");

    private static long Now() => (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));

    private async Task WorkAsync(int worker)
    {
        var (random, client) = (new Random(worker), _clients[worker % _clients.Count]);
        while (!_stop.IsCancellationRequested)
        {
            var isDeclared = worker % 4 != 0;
            if (random.Next(2) == 0)
                await TransferAsync(client, random, isDeclared);
            else
                await AppendAsync(client, random, isDeclared);

            // Leaves the silos most of the processors: what is shown depends on kills, not on how many transactions there are between two of them.
            await Task.Delay(random.Next(40));
        }
    }

    private async Task TransferAsync(ClusterClient client, Random random, bool isDeclared)
    {
        var (from, to, amount) = (random.Next(Accounts), random.Next(Accounts), random.Next(1, 300));
        if (from == to)
            return;
        var kind = isDeclared ? "declared transfers" : "transfers";
        try
        {
            if (isDeclared)
            {
                await client.Transactions.RunDeclaredAsync(new BankTransfer(Account(client, from), Account(client, to), amount));
            }
            else
            {
                await client.Transactions.RunAsync(async _ =>
                {
                    await Account(client, from).AddAsync(-amount);
                    await Account(client, to).AddAsync(amount);
                });
            }

            Interlocked.Add(ref _sure[from], -amount);
            Interlocked.Add(ref _sure[to], amount);
            Count(kind, 1);
        }
        catch (InvalidOperationException)
        {
            Count($"{kind} without funds", 1);
        }
        catch (TransactionAbortedException)
        {
            Count($"{kind} aborted", 1);
        }
        catch (TransactionInDoubtException)
        {
            Interlocked.Add(ref _unsure[from], amount);
            Interlocked.Add(ref _unsure[to], amount);
            Count($"{kind} unknown", 1);
        }
    }

    private async Task AppendAsync(ClusterClient client, Random random, bool isDeclared)
    {
        var steps = Enumerable.Range(0, 1 + random.Next(3)).Select(_ => (List: random.Next(Lists), Appends: random.Next(2) == 0)).DistinctBy(step => step.List).ToArray();
        var entry = new ListAppendTransaction(Interlocked.Increment(ref _transactions), Now());
        var kind = isDeclared ? "declared list transactions" : "list transactions";
        try
        {
            await (isDeclared ? AppendDeclaredAsync(client, steps, entry) : AppendAsync(client, steps, entry));
            (entry.IsCommitted, entry.End) = (true, Now());
            Count(kind, 1);
        }
        catch (TransactionAbortedException)
        {
            (entry.IsCommitted, entry.End) = (false, Now());
            Count($"{kind} aborted", 1);
        }
        catch (TransactionInDoubtException)
        {
            Count($"{kind} unknown", 1);
        }

        _history.Enqueue(entry);
    }

    private async Task AppendDeclaredAsync(ClusterClient client, (int List, bool Appends)[] steps, ListAppendTransaction entry)
    {
        int[] elements = [.. steps.Select(step => step.Appends ? Interlocked.Increment(ref _elements) : 0)];
        entry.Appends.AddRange(steps.Zip(elements).Where(step => step.Second != 0).Select(step => ($"list/{step.First.List}", step.Second)));
        var before = await client.Transactions.RunDeclaredAsync(new BankSteps([.. steps.Select(step => List(client, step.List))], elements));
        entry.Reads.AddRange(steps.Zip(before).Select(step => ($"list/{step.First.List}", step.Second)));
    }

    private async Task AppendAsync(ClusterClient client, (int List, bool Appends)[] steps, ListAppendTransaction entry) => await client.Transactions.RunAsync(async _ =>
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

    private async Task AuditAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var balances = await BalancesAsync(_clients[0]);
                Count("audits", 1);
                if (balances.Sum() != Opening * Accounts)
                    _violations.Enqueue($"An audit found {balances.Sum()} in place of {Opening * Accounts}.");
                if (balances.Any(balance => balance < 0))
                    _violations.Enqueue($"An audit found an account at {balances.Min()}.");
            }
            catch (TransactionAbortedException)
            {
                Count("audits aborted", 1);
            }

            await Task.Delay(200);
        }
    }

    private void Count(string what, int more) => _counts.AddOrUpdate(what, more, (_, count) => count + more);
}
