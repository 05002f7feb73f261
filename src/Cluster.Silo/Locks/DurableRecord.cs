using System.Text.Json;
using Orleans.Runtime;
using Orleans.Storage;

namespace Cluster.Silo.Locks;

/// <summary>
/// A grain's record, changed by pure functions and written by ETag: a change that meets another activation's is redone upon what that one wrote. Changes that come
/// while a write is under way go together in the next one. For use on the grain's own scheduler.
/// </summary>
internal sealed class DurableRecord<T>(IGrainStorage storage, string stateName, GrainId grain) where T : class, new()
{
    private readonly List<Change> _waiting = [];
    private GrainState<StoredRecord> _state = new(new StoredRecord());
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task? _refreshing;
    private bool _isWriting;
    private bool _isUncertain = true;

    /// <summary>As it was last read or written here.</summary>
    public T Current { get; private set; } = new();

    /// <summary>Returns after <paramref name="patience"/>, or sooner when the record has changed.</summary>
    public async Task ChangesWithinAsync(TimeSpan patience) =>
        await _changed.Task.WaitAsync(patience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    /// <summary>Looks into storage, where another activation may have written.</summary>
    public Task RefreshAsync() => _refreshing is { IsCompleted: false } ? _refreshing : _refreshing = ReadForAllAsync();

    private async Task ReadForAllAsync()
    {
        var before = _state;
        var found = await ReadAsync();
        if (!_isWriting && _state == before)
            Accept(found);
    }

    private async Task<GrainState<StoredRecord>> ReadAsync()
    {
        var state = new GrainState<StoredRecord>(new StoredRecord());
        await storage.ReadStateAsync(stateName, grain, state);
        return state;
    }

    private void Accept(GrainState<StoredRecord> found)
    {
        var isNew = found.ETag != _state.ETag;
        _state = found;
        _isUncertain = false;
        if (isNew)
            Become(found.State?.Json is { } json ? JsonSerializer.Deserialize<T>(json)! : new T());
    }

    /// <summary>Changes the record, and gives the function's result when the change is durable. The function may be called more than once.</summary>
    public Task<TResult> ChangeAsync<TResult>(Func<T, (T Changed, TResult Result)> change)
    {
        var waiting = new Change<TResult>(change);
        _waiting.Add(waiting);
        if (!_isWriting)
            _ = WriteAllAsync();
        return waiting.Done.Task;
    }

    private async Task WriteAllAsync()
    {
        _isWriting = true;
        while (_waiting.Count > 0)
        {
            Change[] batch = [.. _waiting];
            _waiting.Clear();
            try
            {
                await WriteAsync(batch);
                foreach (var change in batch)
                    change.Succeed();
            }
            catch (Exception e)
            {
                // Whether it is written is not known: those who asked are told that it failed, and ask again with the same operation.
                _isUncertain = true;
                foreach (var change in batch)
                    change.Fail(e);
            }
        }

        _isWriting = false;
    }

    private async Task WriteAsync(Change[] batch)
    {
        while (true)
        {
            if (_isUncertain)
                Accept(await ReadAsync());
            var changed = batch.Aggregate(Current, (record, change) => change.Apply(record));
            if (ReferenceEquals(changed, Current))
                return;
            try
            {
                var next = new GrainState<StoredRecord>(new StoredRecord { Json = JsonSerializer.Serialize(changed) }, _state.ETag) { RecordExists = _state.RecordExists };
                await storage.WriteStateAsync(stateName, grain, next);
                _state = next;
                Become(changed);
                return;
            }
            catch (InconsistentStateException)
            {
                _isUncertain = true;
            }
        }
    }

    private void Become(T record)
    {
        Current = record;
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }

    private abstract class Change
    {
        public abstract T Apply(T record);

        public abstract void Succeed();

        public abstract void Fail(Exception e);
    }

    private sealed class Change<TResult>(Func<T, (T Changed, TResult Result)> change) : Change
    {
        private TResult? _result;

        public TaskCompletionSource<TResult> Done { get; } = new();

        public override T Apply(T record)
        {
            (var changed, _result) = change(record);
            return changed;
        }

        public override void Succeed() => Done.SetResult(_result!);

        public override void Fail(Exception e) => Done.SetException(e);
    }
}
