.DEFAULT_GOAL := help
PYTHON_DIRS := bot knowledge reminders tests

.PHONY: help run check static covered format lint types floors dependencies test coverage bench quality growth flows clean

help: ## 列出可用的命令
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

run: ## 启动问办
	uv run wenban

check: static coverage ## 全部检查（提交前跑这一个）

static: format lint types floors dependencies ## 不跑测试的检查

format: ## 格式是否统一
	uv run ruff format --check $(PYTHON_DIRS)

lint: ## 代码规范
	uv run ruff check $(PYTHON_DIRS)

types: ## 类型
	uv run mypy

floors: ## 楼层：只许引用下面的楼层
	uv run lint-imports

dependencies: ## 依赖是否都用到、都声明
	uv run deptry bot knowledge reminders

test: ## 测试
	uv run pytest

coverage: ## 测试并检查覆盖率（知识与督办 100%，bot 90%）
	uv run pytest --cov --cov-report=
	$(MAKE) covered

covered: ## 刚跑过的测试，覆盖率够不够
	uv run coverage report --include='knowledge/*,reminders/*' --fail-under=100
	uv run coverage report --include='bot/*' --fail-under=90

bench: ## 速度与内存，与对照程序同场比较
	uv run pytest tests/benchmarks -m benchmark -s

quality: ## 在公开题集（../shared/eval）上量答得怎么样，与几种现成检索同场比较
	uv run python -m tests.benchmarks.quality

growth: ## 题库从一千到一百万句，量每问多久，画成 docs/growth.svg
	uv run python -m tests.benchmarks.growth

flows: ## 重写 docs/flows 里的对话、重拍图（要有 Chromium）
	uv run python -m tests.flows --pictures

clean: ## 清理生成的文件
	rm -rf .coverage htmlcov .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache dist
