namespace Cluster.LocalHosting.Control;

/// <summary>One line of a resource's output.</summary>
/// <param name="At">When it was read (UTC).</param>
/// <param name="Resource">The resource that wrote it.</param>
/// <param name="IsError">True for standard error.</param>
/// <param name="Text">The line, without its end.</param>
public sealed record LogLine(DateTimeOffset At, string Resource, bool IsError, string Text);
