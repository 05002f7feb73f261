using Cluster.Contracts.Interleaving;
using Cluster.Locks.RabbitMq;
using CsCheck;

namespace Cluster.Contracts.Locks;

/// <summary>
/// The protocol of locks at a broker, message by message: clients are interleaved and killed, connections are closed under them, and the broker restarts.
/// </summary>
public sealed class TokenTurnModelTests
{
    private const int Clients = 3;
    private const int Rounds = 3;

    [Fact]
    public void TokenTurn_WithKillsCutsAndRestarts_ExcludesAndTokensRise() =>
        Schedule.Any.Sample(choices => Run(choices, new ModelBroker()), iter: Schedule.Times(300));

    /// <summary>The checks find what they are for: a queue that serves several at once, and one that forgets.</summary>
    [Fact]
    public void TokenTurn_AtABrokerThatServesSeveralAtOnce_IsFoundOut() =>
        Assert.True(Schedule.FindsTheFault(20_000, choices => Run(choices, new ModelBroker { ServesAll = true }), near: 3));

    [Fact]
    public void TokenTurn_AtABrokerThatForgets_IsFoundOut() =>
        Assert.True(Schedule.FindsTheFault(20_000, choices => Run(choices, new ModelBroker { Forgets = true })));

    [Fact]
    public void TokenTurn_ReturnedToken_IsNotUsedAgain()
    {
        var turn = new TokenTurn(Guid.NewGuid());
        var probe = turn.Deliver(new TurnMessage(TurnMessageKind.Token, Guid.NewGuid(), 7), 1).Publish;
        Assert.Equal(TurnMessageKind.Probe, probe!.Value.Kind);
        Assert.Equal(TurnStep.None, turn.Deliver(new TurnMessage(TurnMessageKind.Token, Guid.NewGuid(), 8), 2));

        var token = turn.Deliver(probe.Value, 3).Publish;

        Assert.Equal((TurnMessageKind.Token, 9), (token!.Value.Kind, token.Value.Token));
        Assert.Equal(TurnState.Raising, turn.State);
        Assert.Equal([1ul, 2, 3], turn.Confirmed().Acknowledge!);
        Assert.Equal(TurnState.Held, turn.State);
        Assert.Equal(TurnStep.None, turn.Deliver(token.Value, 4));
    }

    [Fact]
    public void Refresh_OfAHeldToken_ReplacesItsMessage()
    {
        var turn = new TokenTurn(Guid.NewGuid());
        var probe = turn.Deliver(turn.Knock, 1).Publish;
        var token = turn.Deliver(probe!.Value, 2).Publish;
        turn.Confirmed();
        turn.Deliver(token!.Value, 3);

        var copy = turn.Refresh().Publish;

        Assert.Equal((1, 1), (copy!.Value.Token, copy.Value.Copy));
        Assert.Equal([3ul], turn.Confirmed().Acknowledge!);
        Assert.Equal(TurnStep.None, turn.Deliver(copy.Value, 4));
        Assert.Equal(1, turn.Token);
    }

    [Fact]
    public void Deliver_OfAForeignTokenThatIsNewer_OvertakesTheHolder()
    {
        var turn = new TokenTurn(Guid.NewGuid());
        turn.Deliver(turn.Deliver(turn.Knock, 1).Publish!.Value, 2);
        turn.Confirmed();

        turn.Deliver(new TurnMessage(TurnMessageKind.Token, Guid.NewGuid(), 2), 3);

        Assert.Equal(TurnState.Overtaken, turn.State);
    }

    [Theory]
    [InlineData("")]
    [InlineData("Token 7")]
    [InlineData("Toke 0123456789abcdef0123456789abcdef 7 0")]
    [InlineData("Token 0123456789abcdef0123456789abcdef -7 0")]
    public void Read_OfAMessageThatIsNoneOfOurs_SaysWhatItShouldBe(string body) =>
        Assert.Contains("KIND SENDER TOKEN COPY", Assert.Throws<FormatException>(() => TurnMessage.Read(System.Text.Encoding.ASCII.GetBytes(body))).Message, StringComparison.Ordinal);

    private static void Run((int Strand, int Fate, int Dice)[] choices, ModelBroker broker)
    {
        var grants = new GrantsOfAModel();
        var held = new ModelConnection?[Clients];
        var owners = new Dictionary<ModelConnection, Strand>();
        var strands = new Strand[Clients];
        for (var i = 0; i < Clients; i++)
        {
            var client = i;
            strands[i] = new Strand(strand =>
            {
                for (var granted = 0; granted < Rounds;)
                {
                    var newest = grants.Newest;
                    var connection = broker.Connect();
                    owners.Add(connection, strand);
                    var turn = new TokenTurn(Guid.NewGuid());
                    var work = new ModelClient(connection, turn, strand);
                    if (work.Take())
                    {
                        grants.Add(turn.Token, newest);
                        granted++;
                        held[client] = connection;
                        work.Hold();
                        held[client] = null;
                    }

                    connection.Requests.Enqueue(new ModelRequest(Close: true));
                }
            });
        }

        var step = 0;
        Schedule.Run(
            choices,
            killsPerHundred: 2,
            fate =>
            {
                // The network is a part of the schedule as well: it moves on, closes a connection, or the broker restarts.
                var isOver = step >= choices.Length;
                var dice = isOver ? step : choices[step].Dice;
                step++;
                var open = broker.Connections.Where(connection => !connection.IsCut).ToList();
                foreach (var connection in open.Where(connection => owners[connection].IsKilled && (isOver || fate > 95)))
                    broker.Cut(connection);
                if (fate is 90 or 91 && open.Count > 0)
                    broker.Cut(open[dice % open.Count]);
                if (fate == 92)
                    broker.Restart();
                for (var request = 0; request < dice % 4 + (isOver ? 1 : 0) && open.Count > 0; request++)
                    broker.Serve(open[(dice + request) % open.Count]);
                GrantsOfAModel.AtMostOne(held.Where((connection, i) => connection is { IsCut: false } && !strands[i].IsKilled).Count());
            },
            strands);
    }
}
