using System.Collections.Concurrent;
using Cluster.Registers.Calling;
using Cluster.Transactions.Calling;
using Cluster.Transactions.Running;
using Microsoft.Extensions.Logging;

namespace Cluster.Silo.Transactions.Hosting;

/// <summary>Takes participants' answers to the processes that asked, many in a message. Safe for use by many threads at once.</summary>
internal sealed class AnswerLanes(IGrainFactory grains, Lazy<TransactionRunner> runner, ILogger<AnswerLanes> logger)
{
    private readonly ConcurrentDictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly GatheredWork<ParticipantAnswer> _here = new(answers => runner.Value.Messenger.Hear(answers), logger);

    public void Send(Address to, ParticipantAnswer answer)
    {
        if (to.Route == runner.Value.Messenger.Route)
            _here.Add(answer);
        else
            _lanes.GetOrAdd(to.Route, route => new Lane(grains.GetGrain<ITransactionPeer>(GrainId.Parse(route)))).Send(answer);
    }

    /// <summary>Forgets ways to processes that have been silent for long; to be called from time to time.</summary>
    public void Age()
    {
        foreach (var (route, lane) in _lanes)
        {
            if (lane.IsUnusedSinceLastAsked())
                _lanes.TryRemove(route, out _);
        }
    }

    private sealed class Lane(ITransactionPeer peer) : IThreadPoolWorkItem
    {
        private readonly Lock _gate = new();
        private List<ParticipantAnswer> _answers = [];
        private bool _isSending;
        private bool _isUsed;

        public void Send(ParticipantAnswer answer)
        {
            lock (_gate)
            {
                _isUsed = true;
                _answers.Add(answer);
                if (_isSending)
                    return;
                _isSending = true;
            }

            Gathering.Begin(this);
        }

        public void Execute()
        {
            ParticipantAnswer[] answers;
            lock (_gate)
            {
                answers = [.. _answers];
                _answers = [];
                _isSending = false;
            }

            peer.HearAsync(answers).Ignore();
        }

        public bool IsUnusedSinceLastAsked()
        {
            lock (_gate)
            {
                var wasUsed = _isUsed;
                _isUsed = false;
                return !wasUsed && !_isSending;
            }
        }
    }
}
