using System.Collections.Concurrent;
using System.Diagnostics;
using Cluster.Bank;
using Cluster.Simulation.Histories;
using Cluster.Transactions;
using Npgsql;

namespace Cluster.Faults.Transactions;

/// <summary>
/// Clients of a bank: transfers, transactions that read and append to lists, and one who audits all accounts. What each saw and what became of it is an entry of the history.
/// The last accounts are in a database, where there is one.
/// </summary>
internal sealed class BankLoad : IAsyncDisposable
{
    public const long Opening = 100;
    private const int Lists = 16;
    private const int NoticeOneIn = 4;

    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, int> _counts = new();
    private readonly IReadOnlyList<ClusterClient> _clients;
    private readonly int _bank;
    private readonly int _accounts;
    private readonly BankLedger? _ledger;
    private readonly int _inLedger;
    private readonly ConcurrentDictionary<string, Outcome> _notices = new(StringComparer.Ordinal);
    private readonly Task[] _workers;
    private int _elements;
    private long _longest;

    /// <param name="clients">Through whom the workers call, in turn.</param>
    /// <param name="bank">The bank's number: accounts, lists and notice boards of one are none of another's.</param>
    /// <param name="accounts">How many accounts.</param>
    /// <param name="workers">How many workers.</param>
    /// <param name="ledger">The database.</param>
    /// <param name="inLedger">How many accounts it has, which are the last.</param>
    public BankLoad(IReadOnlyList<ClusterClient> clients, int bank, int accounts, int workers, BankLedger? ledger = null, int inLedger = 0)
    {
        _bank = bank;
        (_clients, _accounts, _ledger, _inLedger) = (clients, accounts, ledger, inLedger);
        _workers = [.. Enumerable.Range(0, workers).Select(worker => Task.Run(() => WorkAsync(worker))), Task.Run(() => AuditAsync(workers))];
    }

    public History History { get; } = new();

    public string Summary => string.Join(", ", _counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => $"{count.Value} {count.Key}"));

    public int Count(string what) => _counts.GetValueOrDefault(what);

    /// <summary>The longest that a caller waited for a transfer or a transaction over lists since this was asked last.</summary>
    public TimeSpan TakeLongest() => new(Interlocked.Exchange(ref _longest, 0));

    public static async Task OpenAsync(ClusterClient client, int bank, int accounts)
    {
        foreach (var chunk in Enumerable.Range(0, accounts).Chunk(50))
        {
            await client.Transactions.RunAsync(
                _ => Task.WhenAll(chunk.Select(account => Account(client, bank, account).AddAsync(Opening))), new TransactionOptions { Timeout = TimeSpan.FromMinutes(1) });
        }
    }

    /// <summary>What is wrong with the notices that transfers sent: each that committed is pinned up, and none that did not. Empty when all that is to come has come.</summary>
    public async Task<IReadOnlyList<string>> CheckNoticesAsync()
    {
        var pinned = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var board in Enumerable.Range(_bank * Notice.Boards, Notice.Boards))
        {
            foreach (var (notice, times) in (await _clients[0].Registers.Get<SortedDictionary<string, int>>(Notice.NameOf(board)).ReadAsync()).Value ?? [])
                pinned.Add(notice, times);
        }

        _counts["notices pinned"] = pinned.Count;
        _counts["notices handed over again"] = pinned.Values.Sum() - pinned.Count;
        return
        [
            .. _notices.Where(notice => notice.Value == Outcome.Ok && !pinned.ContainsKey(notice.Key)).Select(notice => $"{notice.Key} committed and its notice is missing."),
            .. pinned.Keys.Where(notice => !_notices.TryGetValue(notice, out var outcome) || outcome == Outcome.Failed).Select(notice => $"{notice} did not commit and has a notice."),
        ];
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_workers);
    }

    /// <summary>Reads all accounts at one moment.</summary>
    public async Task SnapshotAsync(int caller, TimeSpan timeout)
    {
        var (client, start, options) = (_clients[0], Now(), new TransactionOptions { Timeout = timeout });
        Task<long[]> GrainsAsync() => Task.WhenAll(Enumerable.Range(0, _accounts - _inLedger).Select(account => Account(client, account).BalanceAsync()));
        var steps = _ledger is null
            ? await client.Transactions.ReadAsync(async _ => Steps(await GrainsAsync(), []), options)
            : await client.Transactions.RunAsync(async transaction => Steps(await GrainsAsync(), await _ledger.ReadAsync(transaction)), options);
        Record(caller, start, Outcome.Ok, steps);

        static List<TransactionStep> Steps(long[] grains, Dictionary<int, long> rows) =>
            [.. grains.Select((balance, account) => Step("r", account, balance)), .. rows.Select(row => Step("r", row.Key, row.Value))];
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private static IBankAccount Account(ClusterClient client, int bank, int account) => client.Grains.GetGrain<IBankAccount>($"bank-{bank}/account/{account}");

    private IBankAccount Account(ClusterClient client, int account) => Account(client, _bank, account);

    private IBankAccount List(ClusterClient client, int list) => client.Grains.GetGrain<IBankAccount>($"bank-{_bank}/list/{list}");

    private static TransactionStep Step(string kind, int account, long value) => new(kind, $"account/{account}", value);

    private static long Now() => (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));

    private void Record(int caller, long start, Outcome outcome, IReadOnlyList<TransactionStep> steps) =>
        History.Add(new HistoryEntry { Client = caller, Op = "txn", Ops = steps, StartNs = start, EndNs = Now(), Ok = outcome });

    private async Task WorkAsync(int worker)
    {
        var (random, client) = (new Random(worker), _clients[worker % _clients.Count]);
        while (!_stop.IsCancellationRequested)
        {
            var began = Stopwatch.GetTimestamp();
            if (random.Next(2) == 0)
                await TransferAsync(worker, client, random);
            else
                await AppendAsync(worker, client, random);
            var took = Stopwatch.GetElapsedTime(began).Ticks;
            for (var longest = Volatile.Read(ref _longest); took > longest; longest = Volatile.Read(ref _longest))
                Interlocked.CompareExchange(ref _longest, took, longest);

            // Leaves the silos most of the processors: what is shown depends on kills, not on how many transactions there are between two of them.
            await Task.Delay(random.Next(40));
        }
    }

    private async Task TransferAsync(int worker, ClusterClient client, Random random)
    {
        var (from, to, amount) = (random.Next(_accounts), random.Next(_accounts), random.Next(1, 30));
        if (from == to)
            return;

        // Accounts in the database last and in order: PostgreSQL's row locks and the locks of grains know nothing of each other.
        TransactionStep[] steps = [Step("add", from, -amount), Step("add", to, amount)];
        (int Account, long Amount)[] parts = from < to ? [(from, -amount), (to, amount)] : [(to, amount), (from, -amount)];
        var notice = random.Next(NoticeOneIn) == 0 ? $"transfer {worker}-{_notices.Count}-{Interlocked.Increment(ref _elements)}" : null;
        var outcome = await RunAsync("transfers", worker, steps, () => client.Transactions.RunAsync(async transaction =>
        {
            if (notice is not null)
                transaction.Send(new Notice { Board = (_bank * Notice.Boards) + (from % Notice.Boards) }, notice);
            foreach (var (account, change) in parts)
                await (account < _accounts - _inLedger ? Account(client, account).AddAsync(change) : _ledger!.AddAsync(transaction, account, change));
        }));
        if (notice is not null)
            _notices[notice] = outcome;
    }

    private async Task AppendAsync(int worker, ClusterClient client, Random random)
    {
        var plan = Enumerable.Range(0, 1 + random.Next(3)).Select(_ => (List: random.Next(Lists), Appends: random.Next(2) == 0)).DistinctBy(step => step.List).ToArray();
        var steps = new List<TransactionStep>();
        await RunAsync("list transactions", worker, steps, () => client.Transactions.RunAsync(async _ =>
        {
            // An attempt that is run again has had no effect, and its elements are not used again.
            steps.Clear();
            foreach (var (list, appends) in plan)
            {
                if (appends)
                {
                    var element = Interlocked.Increment(ref _elements);
                    steps.Add(new TransactionStep("append", $"list/{list}", element));
                    await List(client, list).AppendAsync(element);
                }
                else
                {
                    steps.Add(new TransactionStep("r", $"list/{list}", null, await List(client, list).ListAsync()));
                }
            }
        }));
    }

    private async Task<Outcome> RunAsync(string what, int worker, IReadOnlyList<TransactionStep> steps, Func<Task> run)
    {
        var start = Now();
        try
        {
            await run();
            Record(worker, start, Outcome.Ok, steps);
            Count(what, 1);
            return Outcome.Ok;
        }
        catch (Exception refused) when (refused is InvalidOperationException or PostgresException { SqlState: PostgresErrorCodes.CheckViolation })
        {
            Record(worker, start, Outcome.Failed, steps);
            Count($"{what} without funds", 1);
            return Outcome.Failed;
        }
        catch (NpgsqlException)
        {
            // The database can't be reached: the code has failed, and nothing took effect.
            Record(worker, start, Outcome.Failed, steps);
            Count($"{what} without a database", 1);
            return Outcome.Failed;
        }
        catch (TransactionAbortedException)
        {
            Record(worker, start, Outcome.Failed, steps);
            Count($"{what} aborted", 1);
            return Outcome.Failed;
        }
        catch (TransactionInDoubtException)
        {
            Record(worker, start, Outcome.Unknown, steps);
            Count($"{what} unknown", 1);
            return Outcome.Unknown;
        }
    }

    private async Task AuditAsync(int caller)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await SnapshotAsync(caller, TimeSpan.FromSeconds(20));
                Count("audits", 1);
            }
            catch (Exception failure) when (failure is TransactionAbortedException or NpgsqlException)
            {
                Count("audits aborted", 1);
            }

            // Beside a database an audit locks all accounts, and in the meantime nobody else gets on.
            await Task.Delay(_ledger is null ? 500 : 3000);
        }
    }

    private void Count(string what, int more) => _counts.AddOrUpdate(what, more, (_, count) => count + more);
}
