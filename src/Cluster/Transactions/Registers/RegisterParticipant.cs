using Cluster.Registers;
using Cluster.Registers.Protocol;
using Cluster.Transactions.Protocol;
using Cluster.Transactions.Running;

namespace Cluster.Transactions.Registers;

/// <summary>The registers of one attempt at a transaction, as the process that runs it sees them. Safe for use by many threads at once.</summary>
internal sealed class RegisterParticipant(ClusterRegisters registers, RegisterPromise promise, TimeProvider time) : IInnerParticipant
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private readonly Lock _gate = new();
    private readonly RegisterWork _work = new();
    private readonly Dictionary<string, RegisterReply> _read = new(StringComparer.Ordinal);
    private readonly List<LockRequirement> _required = [];
    private TransactionOutbox? _outbox;

    public string Name => "registers";

    public Exception? Refusal { get; private set; }

    /// <summary>Whether it writes; if not, nobody waits for what becomes of the transaction.</summary>
    public bool Writes
    {
        get
        {
            lock (_gate)
                return _work.Writes;
        }
    }

    /// <summary>Why it can't be committed, once <see cref="PrepareAsync"/> has said so.</summary>
    public string? Conflict
    {
        get
        {
            lock (_gate)
                return _work.Conflict;
        }
    }

    /// <summary>Reads a register, or gives what the transaction itself has written or read before. What was read is looked at again before the commit.</summary>
    public async ValueTask<RegisterValue<T>> ReadAsync<T>(string register, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_work.TryGetWritten(register, out var written))
                return registers.Value<T>(new RegisterReply(RegisterReplyKind.Done, _read.GetValueOrDefault(register)?.Version ?? default, written), null);
            if (_read.TryGetValue(register, out var known))
                return registers.Value<T>(known, null);
        }

        var reply = await registers.SendAsync(registers.ReadOp(register, RegisterDurability.Durable, null), null, cancellationToken);
        lock (_gate)
        {
            _work.Saw(register, reply.Version);
            _read.TryAdd(register, reply);
            return registers.Value<T>(_read[register], null);
        }
    }

    /// <summary>Notes what is to be written at the commit; null makes the register absent.</summary>
    public void Write(string register, byte[]? value, TimeSpan? timeToLive)
    {
        lock (_gate)
            _work.Write(register, value, timeToLive);
    }

    /// <summary>Makes the commit depend on a lock.</summary>
    public void Require(LockRequirement requirement)
    {
        lock (_gate)
            _required.Add(requirement);
    }

    /// <summary>Notes a message that leaves with the commit.</summary>
    public void Send(object message, string key)
    {
        lock (_gate)
            (_outbox ??= new TransactionOutbox(registers)).Add(message, key);
    }

    /// <summary>Puts promises into all registers that are written and looks whether what was read still stands.</summary>
    public async ValueTask<TransactionVote> PrepareAsync(string transaction, CancellationToken cancellationToken)
    {
        LockRequirement[] required;
        lock (_gate)
            required = [.. _required];
        foreach (var requirement in required)
        {
            Refusal = await requirement.EnterAsync(this, registers, cancellationToken);
            if (Refusal is not null)
                return TransactionVote.No;
        }

        TransactionOutbox? outbox;
        lock (_gate)
            outbox = _outbox;
        Refusal = outbox is null ? null : await outbox.EnterAsync(this, cancellationToken);
        if (Refusal is not null)
            return TransactionVote.No;
        var holds = await AskForVoteAsync(cancellationToken);
        return !holds ? TransactionVote.No : Writes ? TransactionVote.Yes : TransactionVote.ReadOnly;
    }

    /// <summary>Drops what was to be written and looks only whether what was read still stands.</summary>
    public async ValueTask<bool> ConfirmAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            _work.DropWrites();
        return await AskForVoteAsync(cancellationToken);
    }

    public ValueTask CommitAsync(string transaction, CancellationToken cancellationToken) => SettleAsync(isKept: true, cancellationToken);

    public ValueTask AbortAsync(string transaction, CancellationToken cancellationToken) => SettleAsync(isKept: false, cancellationToken);

    public bool IsConflict(Exception failure) => false;

    private async Task<bool> AskForVoteAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            _work.Prepare();
        while (await AskAsync(cancellationToken))
            cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
            return _work.Vote!.Value;
    }

    /// <summary>Ends the promises as it was decided; goes on until none stands.</summary>
    private async ValueTask SettleAsync(bool isKept, CancellationToken cancellationToken)
    {
        lock (_gate)
            _work.End(isKept);
        while (await AskAsync(cancellationToken))
        {
            if (!IsOver)
                await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private bool IsOver
    {
        get
        {
            lock (_gate)
                return _work.IsOver;
        }
    }

    /// <summary>Asks what is to be asked; false when there was nothing.</summary>
    private async Task<bool> AskAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<RegisterRequest> requests;
        lock (_gate)
            requests = _work.TakeRequests();
        if (requests.Count == 0)
            return false;
        var replies = await registers.ExecuteAsync([.. requests.Select(Op)], cancellationToken);
        lock (_gate)
        {
            foreach (var (request, reply) in requests.Zip(replies))
                _work.Receive(request, AnswerOf(reply), reply.Version);
        }

        return true;
    }

    private RegisterOp Op(RegisterRequest request) => request.Kind switch
    {
        RegisterRequestKind.Check => registers.PromiseOp(request.Register, RegisterOpKind.Read, promise),
        RegisterRequestKind.Settle => registers.PromiseOp(request.Register, RegisterOpKind.Settle, promise) with { IsKept = request.IsKept },
        _ => registers.PromiseOp(request.Register, RegisterOpKind.Promise, promise) with
        {
            Value = request.Value,
            TimeToLive = request.TimeToLive,
            Expected = request.Expected ?? RegisterVersion.None,
            ExpectsAny = request.Expected is null,
        },
    };

    private static RegisterAnswer AnswerOf(RegisterReply reply) => reply.Kind switch
    {
        RegisterReplyKind.Done => RegisterAnswer.Done,
        RegisterReplyKind.Mismatch => RegisterAnswer.Mismatch,
        RegisterReplyKind.NoQuorum => RegisterAnswer.Failed,
        _ => RegisterAnswer.Unknown,
    };
}
