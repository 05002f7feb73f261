namespace Cluster.LocalHosting.Arguments;

/// <summary>The command line is wrong; the message says what is and what would be right.</summary>
internal sealed class AppHostArgumentException(string message) : Exception(message);
