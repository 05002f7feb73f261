using Cluster.Registers.Sessions;

namespace Cluster.Registers;

/// <summary>
/// A session: what its user has seen of each register. Its text can be handed to another process, which then goes on in the same session. Safe for use by many
/// threads at once.
/// </summary>
/// <example><code>
/// var session = new RegisterSession();
/// await cart.WriteAsync(items, ConsistencyLevel.Session(session));
/// response.Headers["X-Session"] = session.ToString();   // the next request may go to another process
/// </code></example>
public sealed class RegisterSession
{
    private SessionToken _token;

    /// <summary>Begins a session that has seen nothing.</summary>
    public RegisterSession() => _token = SessionToken.Empty;

    private RegisterSession(SessionToken token) => _token = token;

    internal SessionToken Token => Volatile.Read(ref _token);

    /// <summary>Goes on with a session.</summary>
    /// <exception cref="FormatException">The text is no session.</exception>
    public static RegisterSession Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new RegisterSession(SessionToken.Parse(text));
    }

    /// <summary>The session as text of letters, digits, - and _; some 60 bytes for each register that it has touched.</summary>
    public override string ToString() => Token.ToString();

    internal void Saw(string register, RegisterVersion version)
    {
        while (true)
        {
            var seen = Token;
            if (Interlocked.CompareExchange(ref _token, seen.With(register, version), seen) == seen)
                return;
        }
    }
}
