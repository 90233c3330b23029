"""Starts the components of a stack, watches over them, and stops them."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from threading import Event, RLock, Thread
from time import monotonic, time

from devkit.stack.cache import Cache
from devkit.stack.component import Component, ProcessSpec, Role
from devkit.stack.endpoints import Endpoints
from devkit.stack.errors import CancelledError, StackError
from devkit.stack.launch import Guard
from devkit.stack.running import Running
from devkit.stack.state import (
    ComponentState,
    Phase,
    StackPhase,
    StackState,
    StateDirectory,
    StateLock,
)
from devkit.stack.workbench import GuardedWorkbench, Workbench

_POLL = 0.05
"""Seconds between two health checks of a component that is starting."""

_GIVE_UP_WITHIN = 15.0
"""Seconds for a start that is under way to notice that it has been called off."""

_RECOVER_WITHIN = 30.0
"""Seconds for the others to get well after what they need was brought back."""

_SETUP = "setup"
"""Name of the step between servers and roles."""

Setup = Callable[[Workbench, Mapping[str, str]], None]
"""Runs when the servers are healthy and before the roles start; gets the stack's variables."""


@dataclass(frozen=True)
class Plan:
    """What a stack consists of.

    Attributes:
        endpoints: where the four services will be
        servers: started first, side by side as far as `after` allows
        setup: what to do when the servers are healthy
        roles: started then
    """

    endpoints: Endpoints
    servers: Sequence[Component]
    setup: Setup | None = None
    roles: Sequence[ProcessSpec] = field(default_factory=tuple)

    def environment(self) -> dict[str, str]:
        """The variables by which any program finds everything in the stack."""
        variables = self.endpoints.environment()
        for role in self.roles:
            variables |= role.provides
        return variables


Planner = Callable[[StateDirectory], Plan]
"""Chooses ports and lays out a stack; called once, by the one supervisor of a state directory."""


class AlreadyRunningError(StackError):
    """Another supervisor has the state directory."""

    def __init__(self, state: StateDirectory) -> None:
        """Name the directory."""
        super().__init__("stack", f"another supervisor has {state.root}")


class Supervisor:
    """One stack in one state directory.

    `begin` returns at once and `settled` is set when the stack is ready or has failed; `start`
    waits for that. All public methods may be called from any thread.
    """

    def __init__(self, state: StateDirectory, cache_root: Path, planner: Planner) -> None:
        """Take over a state directory and plan what to start.

        Raises:
            AlreadyRunningError: another supervisor has it.
            StackError: the plan cannot be made, for example because a fixed port is in use.
        """
        self.settled = Event()
        self._directory = state
        self._cache = Cache(cache_root)
        self._lock = RLock()
        self._cancelled = Event()
        self._stopped = False
        self._bringing_up: Thread | None = None
        self._running: dict[str, Running] = {}
        held = state.lock()
        if held is None:
            raise AlreadyRunningError(state)
        self._state_lock: StateLock = held
        self._state = StackState.of_this_process()
        try:
            self._plan = planner(state)
            self._guard = Guard(keep_open=[held.descriptor])
        except BaseException as error:
            self._change(phase=StackPhase.FAILED, error=str(error))
            held.release()
            raise
        self._roles: list[Component] = [Role(spec) for spec in self._plan.roles]
        names = [component.name for component in self._components()]
        self._ready = {name: Event() for name in names}
        self._change(
            environment=self._plan.environment(),
            components=tuple(ComponentState(name) for name in names),
        )

    @property
    def endpoints(self) -> Endpoints:
        """Where the four services are."""
        return self._plan.endpoints

    def snapshot(self) -> StackState:
        """What there is to know now."""
        with self._lock:
            return self._state

    def start(self) -> None:
        """Start everything and wait until it is healthy.

        Raises:
            StackError: something could not be started; everything else has been stopped.
        """
        self.begin()
        self.settled.wait()
        state = self.snapshot()
        if state.phase is not StackPhase.READY:
            self.stop()
            failed = [part for part in state.components if part.phase is Phase.FAILED]
            name = failed[0].name if failed else "stack"
            raise StackError(name, state.error)

    def begin(self) -> None:
        """Start everything in the background; watch `settled` and `snapshot`."""
        self._bringing_up = Thread(target=self._bring_up, name="bring-up", daemon=True)
        self._bringing_up.start()

    def check(self) -> None:
        """Ask every component for its health, and publish the answers."""
        started = time()
        self._check_all()
        self._change(checked_at=started)

    def watch(self) -> None:
        """Notice processes that have ended; cheap, to be called every now and then."""
        if self.snapshot().phase is StackPhase.READY:
            for name, running in list(self._running.items()):
                if running.ended() is not None:
                    self._bury(name, running)

    def revive(self) -> None:
        """Start again what has died, at the same address, then check everything."""
        self.watch()
        dead = {part.name for part in self.snapshot().components if part.phase in _GONE}
        for wave in (self._plan.servers, self._roles):
            self._start_side_by_side([part for part in wave if part.name in dead], _give_up_alone)
        # What talked to it needs a moment to find it again.
        deadline = monotonic() + _RECOVER_WITHIN
        self._check_all()
        while self._any_unhealthy() and monotonic() < deadline:
            self._cancelled.wait(_POLL)
            self._check_all()
        self._change(checked_at=time())

    def stop(self) -> None:
        """Stop everything: roles, then servers, those that others need last. Repeatable."""
        with self._lock:
            if self._stopped:
                return
            self._stopped = True
            failed = self._state.phase is StackPhase.FAILED
            self._change(phase=StackPhase.STOPPING)
            self._cancelled.set()
        if self._bringing_up is not None:
            self._bringing_up.join(_GIVE_UP_WITHIN)
        for wave in self._waves_to_stop():
            self._stop_side_by_side(wave)
        self._guard.close()
        self._change(phase=StackPhase.FAILED if failed else StackPhase.STOPPED)
        self._state_lock.release()
        self.settled.set()

    # -- starting

    def _bring_up(self) -> None:
        try:
            self._start_side_by_side(self._plan.servers, self._give_up)
            self._set_up()
            self._start_side_by_side(self._roles, self._give_up)
        except StackError:
            pass  # `_give_up` has said why.
        else:
            self._change(phase=StackPhase.READY, checked_at=time())
        finally:
            self.settled.set()

    def _start_side_by_side(self, components: Sequence[Component], give_up: "GiveUp") -> None:
        if not components:
            return
        with ThreadPoolExecutor(max_workers=len(components)) as pool:
            for component in components:
                self._ready[component.name].clear()
            done = pool.map(partial(self._start_one, give_up=give_up), components)
        list(done)

    def _start_one(self, component: Component, give_up: "GiveUp") -> None:
        begun = time()
        tell = partial(self._tell, component.name, begun)
        try:
            tell(Phase.PREPARING, "")
            bench = GuardedWorkbench(
                self._cache, self._guard, self._cancelled, partial(tell, Phase.PREPARING)
            )
            component.prepare(bench)
            self._wait_for(component, tell)
            self._launch_and_wait(component, tell)
            tell(Phase.HEALTHY, "")
            self._ready[component.name].set()
        except CancelledError as error:
            tell(Phase.STOPPED, "")
            give_up(error)
        except Exception as error:  # noqa: BLE001 - whatever a component raises, it has not started
            tell(Phase.FAILED, _first_line(error))
            give_up(_as_stack_error(component.name, error))

    def _give_up(self, error: StackError) -> None:
        with self._lock:
            if not self._cancelled.is_set():
                self._change(phase=StackPhase.FAILED, error=str(error))
                self._cancelled.set()
        raise error

    def _wait_for(self, component: Component, tell: "Tell") -> None:
        for name in component.after:
            if name in self._ready and not self._ready[name].is_set():
                tell(Phase.WAITING, f"for {name}")
                while not self._ready[name].wait(_POLL):
                    if self._cancelled.is_set():
                        raise CancelledError

    def _launch_and_wait(self, component: Component, tell: "Tell") -> None:
        spec = component.process()
        if spec is None:
            tell(Phase.STARTING, "asking for its health")
            component.check()
            return
        log = self._directory.log(component.name)
        running = Running.launch(self._guard, spec, self._plan.environment(), log)
        self._running[component.name] = running
        self._change_component(
            component.name,
            pid=running.pid,
            port=spec.ports[0].number if spec.ports else None,
            log=str(log),
        )
        tell(Phase.STARTING, "")
        running.wait_until_well(component.check, self._cancelled)

    def _set_up(self) -> None:
        if self._plan.setup is None:
            return
        bench = GuardedWorkbench(self._cache, self._guard, self._cancelled, _say_nothing)
        try:
            self._plan.setup(bench, self._plan.environment())
        except Exception as error:  # noqa: BLE001 - the caller's own step may raise anything
            self._give_up(_as_stack_error(_SETUP, error))

    # -- watching

    def _check_all(self) -> None:
        with ThreadPoolExecutor(max_workers=8) as pool:
            list(pool.map(self._examine, self._components()))

    def _any_unhealthy(self) -> bool:
        return any(part.phase is Phase.UNHEALTHY for part in self.snapshot().components)

    def _examine(self, component: Component) -> None:
        running = self._running.get(component.name)
        if running is not None and running.ended() is not None:
            self._bury(component.name, running)
        if self._phase_of(component.name) in _GONE:
            return
        try:
            component.check()
        except Exception as error:  # noqa: BLE001 - a check may raise anything
            self._change_component(component.name, phase=Phase.UNHEALTHY, detail=_first_line(error))
        else:
            self._change_component(component.name, phase=Phase.HEALTHY, detail="")

    def _bury(self, name: str, running: Running) -> None:
        running.collect(self._guard)
        self._running.pop(name, None)
        self._change_component(name, phase=Phase.DEAD, detail=running.obituary())

    # -- stopping

    def _waves_to_stop(self) -> list[list[str]]:
        needed = {name for component in self._plan.servers for name in component.after}
        servers = [component.name for component in self._plan.servers]
        return [
            [role.name for role in self._roles],
            [name for name in servers if name not in needed],
            [name for name in servers if name in needed],
        ]

    def _stop_side_by_side(self, names: Sequence[str]) -> None:
        stopping = [(name, self._running.pop(name)) for name in names if name in self._running]
        for _, running in stopping:
            running.ask_to_stop()
        for name, running in stopping:
            running.see_off(self._guard)
            if self._phase_of(name) is not Phase.FAILED:
                self._change_component(name, phase=Phase.STOPPED, detail="")

    # -- publishing

    def _components(self) -> list[Component]:
        return [*self._plan.servers, *self._roles]

    def _phase_of(self, name: str) -> Phase:
        return next(part.phase for part in self.snapshot().components if part.name == name)

    def _tell(self, name: str, begun: float, phase: Phase, detail: str) -> None:
        self._change_component(
            name, phase=phase, detail=detail, begun=begun, seconds=time() - begun
        )

    def _change_component(self, name: str, **changes: object) -> None:
        with self._lock:
            part = next(part for part in self._state.components if part.name == name)
            changed = replace(part, **changes)  # type: ignore[arg-type]
            if changed != part:
                self._publish(self._state.with_component(changed))

    def _change(self, **changes: object) -> None:
        with self._lock:
            self._publish(replace(self._state, **changes))  # type: ignore[arg-type]

    def _publish(self, state: StackState) -> None:
        self._state = state
        with suppress(StackError):
            # Somebody may remove the directory under us: nobody can see the state then, but what
            # runs must still be stopped.
            self._directory.write(state)


GiveUp = Callable[[StackError], None]
Tell = Callable[[Phase, str], None]

_GONE = (Phase.DEAD, Phase.FAILED)


def _give_up_alone(_error: StackError) -> None:
    """One component that cannot be brought back does not end the others."""


def _say_nothing(_text: str) -> None:
    """Nobody shows it."""


def _as_stack_error(name: str, error: Exception) -> StackError:
    return error if isinstance(error, StackError) else StackError(name, _text(error))


def _text(error: Exception) -> str:
    return str(error) or type(error).__name__


def _first_line(error: Exception) -> str:
    return _text(error).splitlines()[0]
