using ContentMultiplier.Sandbox;

var app = SandboxApplication.Build(args);
try
{
    await app.RunAsync();
    return 0;
}
catch (NotLoopbackException refusal)
{
    await Console.Error.WriteLineAsync(refusal.Message);
    return 1;
}
