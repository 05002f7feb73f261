using Cluster.Registers;

namespace Cluster.Tests.Registers;

/// <summary>Registers as a program uses them, over three silos.</summary>
[Collection(SharedRegisters.Name)]
public sealed class RegisterTests(RegisterCluster cluster)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private ClusterRegisters Registers => cluster.Client.Registers;

    [Fact]
    public async Task ReadAsync_NeverWritten_IsAbsent()
    {
        var value = await Registers.Get<string>("never").ReadAsync(cancellationToken: Token);

        Assert.False(value.Exists);
        Assert.Null(value.Value);
        Assert.Equal(RegisterVersion.None, value.Version);
        Assert.StartsWith("silo-", value.Replica, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WriteAsync_ThenReadByAnotherClient_GivesValueAndVersion()
    {
        var written = await Registers.Get<string>("written").WriteAsync("hello", cancellationToken: Token);
        var read = await cluster.Other.Registers.Get<string>("written").ReadAsync(cancellationToken: Token);

        Assert.Equal((true, "hello", written.Version), (read.Exists, read.Value, read.Version));
        Assert.True(written.Version > RegisterVersion.None);
    }

    [Fact]
    public async Task WriteAsync_OfNull_IsNotAbsence()
    {
        var register = Registers.Get<string?>("null");
        await register.WriteAsync(null, cancellationToken: Token);
        var read = await register.ReadAsync(cancellationToken: Token);

        Assert.True(read.Exists);
        Assert.Null(read.Value);
    }

    [Fact]
    public async Task ReadAsync_AsAnotherTypeThanItWasWrittenAs_SaysSo()
    {
        await Registers.Get<int>("typed").WriteAsync(5, cancellationToken: Token);

        var failure = await Assert.ThrowsAsync<RegisterTypeException>(() => Registers.Get<string>("typed").ReadAsync(cancellationToken: Token).AsTask());

        Assert.Contains("String", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DeleteAsync_ThenRead_IsAbsentWithALaterVersion()
    {
        var register = Registers.Get<int>("deleted");
        var written = await register.WriteAsync(5, cancellationToken: Token);
        var deleted = await register.DeleteAsync(cancellationToken: Token);
        var read = await register.ReadAsync(cancellationToken: Token);

        Assert.False(read.Exists);
        Assert.Equal(deleted.Version, read.Version);
        Assert.True(deleted.Version > written.Version);
    }

    [Fact]
    public async Task CompareAndSetAsync_OverTheExpectedVersion_Succeeds_AndOverAnotherTellsWhatIsThere()
    {
        var register = Registers.Get<int>("swapped");
        var created = await register.CompareAndSetAsync(RegisterVersion.None, 1, cancellationToken: Token);
        var again = await register.CompareAndSetAsync(RegisterVersion.None, 2, cancellationToken: Token);
        var next = await cluster.Other.Registers.Get<int>("swapped").CompareAndSetAsync(created.Current.Version, 3, cancellationToken: Token);

        Assert.True(created.Succeeded);
        Assert.False(again.Succeeded);
        Assert.Equal((1, created.Current.Version), (again.Current.Value, again.Current.Version));
        Assert.True(next.Succeeded);
        Assert.Equal(3, (await register.ReadAsync(cancellationToken: Token)).Value);
    }

    [Fact]
    public async Task CompareAndSetAsync_OfAnAbsentRegister_SucceedsAfterItsDeletion()
    {
        var register = Registers.Get<int>("created again");
        await register.WriteAsync(1, cancellationToken: Token);
        await register.DeleteAsync(cancellationToken: Token);

        Assert.True((await register.CompareAndSetAsync(RegisterVersion.None, 2, cancellationToken: Token)).Succeeded);
    }

    [Fact]
    public async Task UpdateAsync_ByManyAtOnceFromTwoClients_LosesNone()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async caller =>
        {
            var client = caller % 2 == 0 ? cluster.Client : cluster.Other;
            for (var round = 0; round < 5; round++)
                await client.Registers.Get<int>("counter").UpdateAsync(now => now.Value + 1, Token);
        }));

        Assert.Equal(200, (await Registers.Get<int>("counter").ReadAsync(cancellationToken: Token)).Value);
    }

    [Fact]
    public async Task WriteAsync_OfManyRegistersAtOnce_KeepsThemApart()
    {
        await Task.WhenAll(Enumerable.Range(0, 500).Select(number => Registers.Get<int>($"many/{number}").WriteAsync(number, cancellationToken: Token).AsTask()));
        var read = await Task.WhenAll(Enumerable.Range(0, 500).Select(number => cluster.Other.Registers.Get<int>($"many/{number}").ReadAsync(cancellationToken: Token).AsTask()));

        Assert.Equal(Enumerable.Range(0, 500), read.Select(value => value.Value));
    }

    [Fact]
    public async Task WriteAsync_OfTooLargeAValue_SaysHowLargeItMayBe()
    {
        var failure = await Assert.ThrowsAsync<ArgumentException>(async () => await Registers.Get<byte[]>("large").WriteAsync(new byte[70_000], cancellationToken: Token));

        Assert.Contains($"{ClusterRegisters.MaxValueBytes:N0}", failure.Message, StringComparison.Ordinal);
        await Registers.Get<byte[]>("large").WriteAsync(new byte[60_000], cancellationToken: Token);
        Assert.Equal(60_000, (await Registers.Get<byte[]>("large").ReadAsync(cancellationToken: Token)).Value!.Length);
    }

    [Theory]
    [InlineData("")]
    [InlineData(null)]
    public void Get_WithoutAName_IsRefused(string? name) => Assert.ThrowsAny<ArgumentException>(() => Registers.Get<int>(name!));

    [Fact]
    public void Get_WithTooLongAName_IsRefused() =>
        Assert.Throws<ArgumentException>(() => Registers.Get<int>(new string('x', ClusterRegisters.MaxNameLength + 1)));

    [Fact]
    public async Task Version_AsText_IsReadBack()
    {
        var written = await Registers.Get<int>("text").WriteAsync(1, cancellationToken: Token);

        Assert.Equal(written.Version, RegisterVersion.Parse(written.Version.ToString()));
        Assert.Throws<FormatException>(() => RegisterVersion.Parse("7"));
    }
}
